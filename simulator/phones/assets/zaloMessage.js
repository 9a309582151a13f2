import { el, icon } from './dom.js';
import { formatSize, formatTime, t } from './texts.js';

const URL_IN_TEXT = /https?:\/\/[^\s<>"]+/g;

/** One message of a Zalo chat as a bubble with what hangs below it. `acts` are what one can do with it. */
export function renderZaloMessage(message, isOwn, acts) {
  const bubble = el('div', { class: `bubble ${message.kind}` });
  if (message.byAdmin) bubble.append(el('p', { class: 'label' }, t('simulator:zalo.admin')));
  for (const part of parts(message, acts)) bubble.append(part);
  if (message.text !== '') bubble.append(linked(message.text));
  bubble.append(el('span', { class: 'meta' }, formatTime(message.date)));
  if (message.reaction) bubble.append(reaction(message.reaction));
  const item = el('li', { class: isOwn ? 'message own' : 'message' }, bubble);
  if (message.buttons?.length > 0) {
    const keys = message.buttons.map((button, n) => key(message, button, n, acts));
    item.append(el('div', { class: 'keys' }, ...keys));
  }
  return item;
}

function parts(message, acts) {
  switch (message.kind) {
    case 'template':
      return [head(t('simulator:zalo.templateLabel'), message.template.name)];
    case 'article':
      return [el('p', { class: 'label' }, t('simulator:zalo.article')), ...message.articles.map(article)];
    case 'request-info':
      return [request(message.request, acts)];
    case 'image':
    case 'gif':
      return [picture(message)];
    case 'sticker':
      return [card('file', t('simulator:phone.sticker'), '')];
    case 'audio':
      return [card('sound', t('simulator:phone.voice'), '')];
    case 'file':
      return [card('file', message.file.name, formatSize(message.file.size))];
    case 'location':
      return [card('place', message.text, '')];
    case 'info':
      return [el('p', { class: 'label' }, t('simulator:zalo.shared'))];
    default:
      return [];
  }
}

function head(label, name) {
  return el('div', { class: 'template-head' }, el('p', { class: 'label' }, label), el('strong', {}, name));
}

function article({ title, description }) {
  return el(
    'div',
    { class: 'article' },
    el('span', { class: 'article-cover', 'aria-hidden': 'true' }),
    el('strong', {}, title),
    el('p', {}, description),
  );
}

function request({ title, subtitle }, acts) {
  return el(
    'div',
    { class: 'request' },
    el('p', { class: 'label' }, t('simulator:zalo.asks')),
    el('strong', {}, title),
    el('p', {}, subtitle),
    el('button', { type: 'button', class: 'key', onclick: acts.submit }, icon('share'), t('simulator:zalo.share')),
  );
}

/** An upload is shown; what lies on the web is never fetched, so only its place is named. */
function picture({ picture: { attachmentId, url } }) {
  if (attachmentId === undefined) return card('file', t('simulator:zalo.pictureOnWeb'), url);
  const src = `/phones/files/${encodeURIComponent(attachmentId)}`;
  const image = el('img', { src, alt: t('simulator:phone.photo'), loading: 'lazy', decoding: 'async' });
  return el('a', { class: 'picture', href: src, target: '_blank', rel: 'noopener' }, image);
}

function card(mark, name, detail) {
  return el(
    'div',
    { class: 'card' },
    el('span', { class: 'sheet' }, icon(mark)),
    el('span', { class: 'about' }, el('span', { class: 'file-name' }, name), el('span', { class: 'size' }, detail)),
  );
}

function reaction(mark) {
  return el('span', { class: 'reaction', 'aria-label': t('simulator:zalo.reacted', { icon: mark }) }, mark);
}

function key(message, button, n, acts) {
  const { title, type, payload } = button;
  if (type === 'oa.open.url' && /^https?:\/\//i.test(payload.url)) {
    const label = `${title}, ${t('simulator:phone.opens')}`;
    const link = { class: 'key', href: payload.url, target: '_blank', rel: 'noopener noreferrer', 'aria-label': label };
    return el('a', link, title, icon('out'));
  }
  const press = () => {
    if (type.startsWith('oa.open.'))
      acts.show(
        t('simulator:zalo.calls', { what: `${type === 'oa.open.sms' ? 'SMS' : 'tel'} ${payload.phone_code ?? ''}` }),
      );
    else acts.press(message.message_id, n, pressed);
  };
  const pressed = el('button', { type: 'button', class: 'key', onclick: press }, title);
  return pressed;
}

/** The text with its web addresses as links. */
function linked(text) {
  const body = el('div', { class: 'text' });
  let at = 0;
  for (const match of text.matchAll(URL_IN_TEXT)) {
    body.append(text.slice(at, match.index));
    body.append(el('a', { href: match[0], target: '_blank', rel: 'noopener noreferrer' }, match[0]));
    at = match.index + match[0].length;
  }
  body.append(text.slice(at));
  return body;
}
