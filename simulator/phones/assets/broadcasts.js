import { el } from './dom.js';
import { formatNumber, t } from './texts.js';

/** In the order in which they lie on the bar. */
const KINDS = ['sent', 'failed', 'skipped', 'expired', 'unknown', 'sending', 'waiting'];
const OPEN_KINDS = new Set(['sending', 'waiting']);

/** A card for each broadcast: its name and state, a bar with a share for every outcome, and the figures. */
export function drawBroadcasts(root, broadcasts) {
  root.hidden = broadcasts.length === 0;
  root.replaceChildren(...broadcasts.map(card));
}

function card(broadcast) {
  const { planned, title, state, forecast } = broadcast;
  const done = KINDS.filter((kind) => !OPEN_KINDS.has(kind)).reduce((sum, kind) => sum + (broadcast[kind] ?? 0), 0);
  const bar = el('div', {
    class: 'bar',
    role: 'progressbar',
    'aria-valuemin': 0,
    'aria-valuemax': planned,
    'aria-valuenow': done,
    'aria-label': t('simulator:broadcast.progress', {
      title,
      done: formatNumber(done),
      planned: formatNumber(planned),
    }),
  });
  for (const kind of KINDS) {
    const share = planned === 0 ? 0 : ((broadcast[kind] ?? 0) / planned) * 100;
    if (share === 0 || kind === 'waiting') continue;
    const part = el('span', { class: `part ${kind}` });
    part.style.width = `${share}%`;
    bar.append(part);
  }
  const figures = KINDS.filter((kind) => (broadcast[kind] ?? 0) > 0).map((kind) =>
    el(
      'span',
      { class: `figure ${kind}` },
      `${t(`simulator:broadcast.count.${kind}`)} `,
      el('b', {}, formatNumber(broadcast[kind])),
    ),
  );
  const time =
    state === 'running' && typeof forecast === 'string'
      ? t('simulator:broadcast.forecast', { time: clock(forecast) })
      : '';
  return el(
    'article',
    { class: `broadcast ${state}` },
    el(
      'div',
      { class: 'broadcast-head' },
      el('h2', {}, title),
      el('span', { class: 'chip' }, t(`simulator:broadcast.state.${state}`) || state),
      el(
        'span',
        { class: 'of' },
        t('simulator:broadcast.of', { done: formatNumber(done), planned: formatNumber(planned) }),
      ),
    ),
    bar,
    el('p', { class: 'figures' }, ...figures, time === '' ? null : el('span', { class: 'forecast' }, time)),
  );
}

function clock(iso) {
  const options = { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: 'Asia/Ho_Chi_Minh' };
  return new Intl.DateTimeFormat('vi', options).format(new Date(iso));
}
