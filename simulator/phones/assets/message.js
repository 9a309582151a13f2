import { el, icon } from './dom.js';
import { renderRich } from './rich.js';
import { formatSize, formatTime, t } from './texts.js';

/** One message as a bubble with what hangs below it. `acts` are what one can do with it. */
export function renderMessage(message, isOwn, acts) {
  const bubble = el('div', { class: 'bubble' });
  if (message.reply_to_message !== undefined) bubble.append(quoted(message.reply_to_message));
  for (const part of media(message)) bubble.append(part);
  const text = message.text ?? message.caption;
  if (text !== undefined) {
    const body = el('div', { class: 'text' });
    renderRich(body, text, message.entities ?? message.caption_entities, acts.command);
    bubble.append(body);
  }
  const edited = message.edit_date === undefined ? '' : `${t('simulator:phone.edited')} `;
  bubble.append(el('span', { class: 'meta' }, `${edited}${formatTime(message.date)}`));
  const item = el('li', { class: isOwn ? 'message own' : 'message' }, bubble);
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (rows.length > 0) item.append(keys(message, rows, acts));
  return item;
}

function quoted(message) {
  return el('div', { class: 'quoted' }, message.text ?? message.caption ?? t('simulator:phone.document'));
}

function keys(message, rows, acts) {
  const drawn = rows.map((row, rowNumber) =>
    el(
      'div',
      { class: 'keys-row' },
      ...row.map((button, column) => key(message, button, { row: rowNumber, column }, acts)),
    ),
  );
  return el('div', { class: 'keys' }, ...drawn);
}

function key(message, button, place, acts) {
  const tone = button.style === undefined ? 'key' : `key ${button.style}`;
  if (button.url !== undefined && /^https?:\/\//i.test(button.url)) {
    const label = `${button.text}, ${t('simulator:phone.opens')}`;
    return el(
      'a',
      { class: tone, href: button.url, target: '_blank', rel: 'noopener noreferrer', 'aria-label': label },
      button.text,
      icon('out'),
    );
  }
  const pressed = el('button', { type: 'button', class: tone }, button.text);
  pressed.addEventListener('click', () => acts.press(message.message_id, place, pressed));
  return pressed;
}

function media(message) {
  const parts = [];
  const photo = message.photo?.at(-1);
  if (photo !== undefined) parts.push(picture(photo, message.caption ?? t('simulator:phone.photo')));
  if (message.sticker !== undefined) parts.push(card(message.sticker, 'file', t('simulator:phone.sticker')));
  for (const [kind, mark] of [
    ['video', 'file'],
    ['animation', 'file'],
    ['document', 'file'],
    ['audio', 'sound'],
    ['voice', 'sound'],
  ]) {
    const file = message[kind];
    if (file !== undefined) parts.push(card(file, mark, t(`simulator:phone.${kind}`)));
  }
  if (message.location !== undefined) {
    const { latitude, longitude } = message.location;
    parts.push(
      el(
        'div',
        { class: 'card' },
        icon('place'),
        el('span', {}, t('simulator:phone.location', { latitude, longitude })),
      ),
    );
  }
  if (message.contact !== undefined) {
    parts.push(
      el(
        'div',
        { class: 'card' },
        icon('file'),
        el('span', {}, t('simulator:phone.contact', { name: message.contact.first_name })),
      ),
    );
  }
  return parts;
}

function picture(photo, alt) {
  const image = el('img', {
    src: fileUrl(photo),
    alt,
    width: photo.width,
    height: photo.height,
    loading: 'lazy',
    decoding: 'async',
  });
  return el('a', { class: 'picture', href: fileUrl(photo), target: '_blank', rel: 'noopener' }, image);
}

function card(file, mark, kind) {
  const name = file.file_name ?? kind;
  return el(
    'a',
    { class: 'card', href: fileUrl(file), download: name, 'aria-label': t('simulator:phone.save', { name }) },
    el('span', { class: 'sheet' }, icon(mark)),
    el(
      'span',
      { class: 'about' },
      el('span', { class: 'file-name' }, name),
      el('span', { class: 'size' }, formatSize(file.file_size ?? 0)),
    ),
  );
}

function fileUrl(file) {
  return `/phones/files/${encodeURIComponent(file.file_id)}`;
}
