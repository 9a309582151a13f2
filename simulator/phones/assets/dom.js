/** Elements without ever turning a string into markup: what people and bots write is only ever text. */

/** Makes an element with attributes (properties for `on…`, omitted when undefined or false) and children. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'class') element.className = value;
    else element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';
const PATHS = {
  back: 'M15 5l-7 7 7 7',
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M4 12l16-8-6 16-3-6.5z',
  attach: 'M20 11.5l-8.2 8.2a5.2 5.2 0 0 1-7.4-7.4l8.6-8.6a3.5 3.5 0 0 1 5 5l-8.5 8.4a1.7 1.7 0 0 1-2.5-2.4l7.6-7.6',
  menu: 'M4 7h16M4 12h16M4 17h10',
  down: 'M6 9l6 6 6-6',
  file: 'M7 3h7l5 5v13H7zM14 3v5h5',
  out: 'M9 6h9v9M18 6L7 17',
  place: 'M12 21s7-6.2 7-11.5a7 7 0 0 0-14 0C5 14.8 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  share: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20a7 7 0 0 1 14 0',
  sound: 'M5 10v4h3l4 4V6L8 10zM16 9a4 4 0 0 1 0 6',
};

/** A line icon; decoration only, so that screen readers skip it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('icon');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name] ?? '');
  svg.append(path);
  return svg;
}

/** A person's initials on one of a few colours, always the same for one id. */
export function avatar(row) {
  const words = row.name.trim().split(/\s+/);
  const initials = words.length > 1 ? `${words[0]?.[0] ?? ''}${words.at(-1)?.[0] ?? ''}` : (row.name[0] ?? '?');
  const tone = Number(String(row.id).at(-1)) % 8;
  return el('span', { class: `avatar tone-${tone}`, 'aria-hidden': 'true' }, initials.toUpperCase());
}

/** The ids of Zalo's people begin with a z, those of Telegram's are numbers. */
export function isZalo(id) {
  return String(id).startsWith('z');
}

/** An id as the page's rows have it, from an attribute or an address. */
export function idOf(text) {
  return isZalo(text) ? text : Number(text);
}

/** Has a person act; resolves to what came of it, rejects with a sentence. */
export async function act(personId, body) {
  const who = isZalo(personId) ? `zalo/users/${personId.slice(1)}` : `people/${personId}`;
  const response = await fetch(`/control/${who}/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? String(response.status));
  return answer;
}
