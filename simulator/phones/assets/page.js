import { drawBroadcasts } from './broadcasts.js';
import { el, idOf, isZalo } from './dom.js';
import { PhoneList } from './list.js';
import { Phone } from './phone.js';
import { chooseLanguage, currentLanguage, formatNumber, storedLanguage, t } from './texts.js';

/** The narrowest a phone gets, with the gap beside it. */
const PHONE_WIDTH_PX = 344;
const MAX_PHONES = 5;
const NARROW = window.matchMedia('(max-width: 760px)');

const phonesRoot = document.getElementById('phones');
const broadcastsRoot = document.getElementById('broadcasts');
const disconnected = document.getElementById('disconnected');
const list = new PhoneList(document.getElementById('list'), (id) => toggle(id));

/** Open phones, the one used longest ago first. */
const open = new Map();
/** Whom the phones of a platform talk with. */
let bots = {};
let broadcasts = [];
let totals = null;

function room() {
  return NARROW.matches
    ? 1
    : Math.max(1, Math.min(MAX_PHONES, Math.floor((phonesRoot.clientWidth - 16) / PHONE_WIDTH_PX)));
}

function toggle(id) {
  if (open.has(id) && !NARROW.matches) close(id);
  else show(id, true);
}

function show(id, takeFocus) {
  const row = list.row(id);
  if (row === undefined) return;
  const there = open.get(id);
  const phone = there ?? new Phone(row, bots[row.channel], () => leave(id));
  open.delete(id);
  open.set(id, phone);
  if (there === undefined) {
    phonesRoot.querySelector('.nothing-open')?.remove();
    phonesRoot.append(phone.element);
    void phone.refresh();
  }
  trim();
  if (NARROW.matches && document.body.dataset.view !== 'phone') {
    document.body.dataset.view = 'phone';
    history.pushState({ phone: id }, '');
  }
  phone.element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  if (takeFocus && !NARROW.matches) phone.focus();
  remember();
}

function leave(id) {
  if (!NARROW.matches) close(id);
  else if (history.state?.phone !== undefined) history.back();
  else document.body.dataset.view = 'list';
}

function close(id) {
  open.get(id)?.element.remove();
  open.delete(id);
  if (open.size === 0) sayNothingIsOpen();
  remember();
}

function trim() {
  for (const id of open.keys()) {
    if (open.size <= room()) break;
    open.get(id)?.element.remove();
    open.delete(id);
  }
}

function sayNothingIsOpen() {
  phonesRoot.replaceChildren(el('p', { class: 'nothing-open' }, t('simulator:phone.none')));
}

/** Which phones are open stays in the address, so that the page can be loaded again or passed on. */
function remember() {
  list.setOpen(open.keys());
  const ids = [...open.keys()].join(',');
  history.replaceState(history.state, '', ids === '' ? location.pathname : `#p=${ids}`);
}

async function load() {
  const response = await fetch('/phones/list');
  const answer = await response.json();
  bots = answer.bots;
  const several = Object.keys(bots).length > 1;
  document.body.classList.toggle('several', several);
  for (const button of document.querySelectorAll('[data-channel]')) button.hidden = !several;
  list.setRows(answer.rows);
  for (const phone of open.values()) void phone.refresh();
}

function openFirst() {
  const asked = (/^#p=([-\dz,]+)$/.exec(location.hash)?.[1] ?? '')
    .split(',')
    .map(idOf)
    .filter((id) => list.row(id) !== undefined);
  const first =
    asked.length > 0
      ? asked
      : NARROW.matches
        ? []
        : list.order().sort((a, b) => Number(list.row(b).at > 0) - Number(list.row(a).at > 0));
  const shown = asked.length > 0 ? first : ofBoth(first).slice(0, room());
  for (const id of shown) show(id, false);
  if (open.size === 0) sayNothingIsOpen();
}

/** The first of each platform in front, so that a visitor sees both. */
function ofBoth(ids) {
  const zalo = ids.find(isZalo);
  return zalo === undefined
    ? ids
    : [...ids.filter((id) => !isZalo(id)).slice(0, 1), zalo, ...ids.filter((id) => id !== zalo).slice(1)];
}

function drawTotals() {
  if (totals === null) return;
  for (const [name, value] of Object.entries(totals)) {
    const place = document.getElementById(`total-${name}`);
    if (place === null) continue;
    place.textContent = formatNumber(value);
    place.parentElement.classList.toggle('some', value > 0);
  }
}

function listen() {
  const events = new EventSource('/phones/events');
  let wasLost = false;
  events.addEventListener('open', () => {
    disconnected.hidden = true;
    if (wasLost) void load();
    wasLost = false;
  });
  events.addEventListener('error', () => {
    wasLost = true;
    disconnected.hidden = false;
  });
  events.addEventListener('reload', () => void load());
  events.addEventListener('totals', (event) => {
    totals = JSON.parse(event.data);
    drawTotals();
  });
  events.addEventListener('broadcasts', (event) => {
    broadcasts = JSON.parse(event.data);
    drawBroadcasts(broadcastsRoot, broadcasts);
  });
  events.addEventListener('rows', (event) => {
    const rows = JSON.parse(event.data);
    list.update(rows);
    for (const { id, revision } of rows) void open.get(id)?.refresh(revision);
  });
}

async function setLanguage(language) {
  await chooseLanguage(language);
  for (const button of document.querySelectorAll('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset.language === language));
  }
  drawTotals();
  drawBroadcasts(broadcastsRoot, broadcasts);
}

/** Everything that was drawn in the other language is drawn anew. */
async function changeLanguage(language) {
  if (language === currentLanguage()) return;
  await setLanguage(language);
  const ids = [...open.keys()];
  for (const id of ids) open.get(id)?.element.remove();
  open.clear();
  list.draw();
  for (const id of ids) show(id, false);
  if (ids.length === 0) sayNothingIsOpen();
}

for (const button of document.querySelectorAll('[data-language]')) {
  button.addEventListener('click', () => void changeLanguage(button.dataset.language));
}
for (const button of document.querySelectorAll('[data-filter]')) {
  button.addEventListener('click', () => {
    for (const other of document.querySelectorAll('[data-filter]'))
      other.setAttribute('aria-pressed', String(other === button));
    list.filter(button.dataset.filter);
  });
}
document.getElementById('search').addEventListener('input', (event) => list.search(event.target.value));
window.addEventListener('popstate', () => {
  if (NARROW.matches) document.body.dataset.view = history.state?.phone === undefined ? 'list' : 'phone';
});
window.addEventListener('resize', () => {
  trim();
  remember();
});
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') for (const phone of open.values()) void phone.refresh();
});
setInterval(() => {
  for (const phone of open.values()) phone.tick(Date.now() / 1000);
}, 10_000);

await setLanguage(storedLanguage());
await load();
openFirst();
listen();
