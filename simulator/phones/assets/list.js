import { avatar, el, idOf } from './dom.js';
import { foldKey, formatNumber, formatTime, t, tagText } from './texts.js';

/** More lines than this are not drawn: nobody scrolls that far, everybody searches. */
const MAX_DRAWN = 600;

/**
 * The phones by place, in an order that stays still while messages pour in: only badges and previews change. A line is
 * changed where it stands; the whole list is drawn again only when the search or filter changes.
 */
export class PhoneList {
  #root;
  #onOpen;
  #rows = new Map();
  #drawn = new Map();
  #open = new Set();
  #search = '';
  #filter = 'all';
  #redraw = 0;

  constructor(root, onOpen) {
    this.#root = root;
    this.#onOpen = onOpen;
    root.addEventListener('keydown', (event) => this.#moveFocus(event));
  }

  setRows(rows) {
    // What the live feed brought in the meantime may be newer than the list that was asked for.
    const newer = (row) => (this.#rows.get(row.id)?.revision > row.revision ? this.#rows.get(row.id) : row);
    this.#rows = new Map(rows.map((row) => [row.id, newer(row)]));
    this.draw();
  }

  row(id) {
    return this.#rows.get(id);
  }

  /** Ids in the order in which the list shows them. */
  order() {
    return [...this.#drawn.keys()];
  }

  update(rows) {
    let mustDraw = false;
    for (const row of rows) {
      const before = this.#rows.get(row.id);
      this.#rows.set(row.id, row);
      const line = this.#drawn.get(row.id);
      if (line === undefined || before === undefined) mustDraw ||= before === undefined || this.#wanted(row);
      else if (!this.#wanted(row) && !this.#open.has(row.id)) mustDraw = true;
      else fillLine(line, row);
    }
    // Whoever fits the filter from now on comes in with the next drawing, a few times a second at most.
    if (mustDraw && this.#redraw === 0) {
      this.#redraw = setTimeout(() => {
        this.#redraw = 0;
        this.draw();
      }, 400);
    }
  }

  search(text) {
    this.#search = foldKey(text.trim());
    this.draw();
  }

  filter(name) {
    this.#filter = name;
    this.draw();
  }

  setOpen(ids) {
    this.#open = new Set(ids);
    for (const [id, line] of this.#drawn) line.button.setAttribute('aria-pressed', String(this.#open.has(id)));
  }

  draw() {
    const focused = document.activeElement?.dataset?.id;
    const groups =
      Map.groupBy === undefined ? groupByPlace(this.#found()) : Map.groupBy(this.#found(), (row) => row.place);
    const places = [...groups.keys()].sort((a, b) => a.localeCompare(b, 'vi'));
    this.#drawn = new Map();
    const parts = [];
    let left = MAX_DRAWN;
    let all = 0;
    for (const place of places) {
      const rows = (groups.get(place) ?? []).sort((a, b) => a.name.localeCompare(b.name, 'vi') || byId(a, b));
      all += rows.length;
      if (left <= 0) continue;
      const shown = rows.slice(0, left);
      left -= shown.length;
      parts.push(this.#section(place, shown, rows.length));
    }
    if (all === 0)
      parts.push(
        el('p', { class: 'nothing' }, t(this.#rows.size === 0 ? 'simulator:list.empty' : 'simulator:list.nobody')),
      );
    if (all > MAX_DRAWN)
      parts.push(el('p', { class: 'nothing' }, t('simulator:list.more', { count: formatNumber(all - MAX_DRAWN) })));
    this.#root.replaceChildren(...parts);
    if (focused !== undefined) this.#drawn.get(idOf(focused))?.button.focus();
  }

  #section(place, rows, count) {
    const lines = rows.map((row) => {
      const line = makeLine(row.id, () => this.#onOpen(row.id));
      fillLine(line, row);
      line.button.setAttribute('aria-pressed', String(this.#open.has(row.id)));
      this.#drawn.set(row.id, line);
      return line.item;
    });
    const name = place === '' ? t('simulator:list.elsewhere') : place;
    return el(
      'section',
      { 'aria-label': name },
      el('h2', {}, el('span', {}, name), el('span', { class: 'count' }, formatNumber(count))),
      el('ul', {}, ...lines),
    );
  }

  #found() {
    return [...this.#rows.values()].filter((row) => this.#wanted(row));
  }

  #wanted(row) {
    if (this.#filter === 'unread' && row.unread === 0) return false;
    if (this.#filter === 'blocked' && !row.blocked) return false;
    if ((this.#filter === 'telegram' || this.#filter === 'zalo') && row.channel !== this.#filter) return false;
    if (this.#search === '') return true;
    row.key ??= foldKey([row.name, row.place, ...row.tags, ...row.tags.map(tagText), row.id].join(' '));
    return this.#search.split(/\s+/).every((word) => row.key.includes(word));
  }

  /** Arrow keys walk the list. */
  #moveFocus(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const focused = document.activeElement?.dataset?.id;
    if (step === undefined || focused === undefined) return;
    const id = idOf(focused);
    const order = this.order();
    const next = order[order.indexOf(id) + step];
    if (next === undefined) return;
    event.preventDefault();
    this.#drawn.get(next)?.button.focus();
  }
}

/** Telegram's by number, then Zalo's. */
function byId(a, b) {
  return typeof a.id === 'number' && typeof b.id === 'number' ? a.id - b.id : String(a.id).localeCompare(String(b.id));
}

function groupByPlace(rows) {
  const groups = new Map();
  for (const row of rows) groups.set(row.place, [...(groups.get(row.place) ?? []), row]);
  return groups;
}

function makeLine(id, onOpen) {
  const parts = {
    face: el('span', { class: 'face' }),
    name: el('span', { class: 'name' }),
    time: el('span', { class: 'time' }),
    preview: el('span', { class: 'preview' }),
    badge: el('span', { class: 'badge' }),
  };
  const button = el(
    'button',
    { type: 'button', 'data-id': id, onclick: onOpen },
    parts.face,
    parts.name,
    parts.time,
    parts.preview,
    parts.badge,
  );
  return { ...parts, button, item: el('li', {}, button), shown: '' };
}

function fillLine(line, row) {
  const { key: _key, revision: _revision, ...visible } = row;
  const shown = JSON.stringify(visible);
  if (line.shown === shown) return;
  if (line.shown === '') line.face.replaceChildren(avatar(row), channelMark(row));
  line.shown = shown;
  line.name.textContent = row.name;
  line.time.textContent = row.at === 0 ? '' : formatTime(row.at);
  const said = row.preview || (row.at === 0 ? t('simulator:list.noMessage') : '…');
  line.preview.textContent = row.blocked ? blockedText(row) : said;
  line.preview.classList.toggle('faint', row.at === 0);
  line.badge.textContent = row.unread === 0 ? '' : String(Math.min(row.unread, 999));
  line.badge.setAttribute('aria-label', row.unread === 0 ? '' : t('simulator:list.unreadCount', { count: row.unread }));
  line.button.classList.toggle('blocked', row.blocked);
}

/** On which platform this phone is: a letter on the face, a word for who hears the list. */
function channelMark(row) {
  const name = t(`simulator:channel.${row.channel}`);
  return el('span', { class: `channel ${row.channel}`, title: name }, name);
}

function blockedText({ channel }) {
  return t(channel === 'zalo' ? 'simulator:zalo.isBlocked' : 'simulator:list.isBlocked');
}
