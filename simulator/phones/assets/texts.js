/** The page's sentences, from the same catalogues as all of Loa's, and dates and numbers in the reader's way. */

const ZONE = 'Asia/Ho_Chi_Minh';
const STORED_AS = 'loa-language';

let sentences = {};
let language = 'vi';

export function currentLanguage() {
  return language;
}

/** The language chosen last time on this machine, else Vietnamese. */
export function storedLanguage() {
  try {
    return localStorage.getItem(STORED_AS) === 'en' ? 'en' : 'vi';
  } catch {
    // A browser that stores nothing starts in Vietnamese each time.
    return 'vi';
  }
}

export async function chooseLanguage(wanted) {
  const response = await fetch(`/phones/texts/${wanted}`);
  sentences = await response.json();
  language = wanted;
  document.documentElement.lang = wanted;
  document.title = t('simulator:page.title');
  try {
    localStorage.setItem(STORED_AS, wanted);
  } catch {
    // Not stored: then only this visit reads in this language.
  }
  fill(document);
}

/** A sentence by its key, with `{{name}}` filled in. */
export function t(key, values = {}) {
  const found = key
    .replace('simulator:', '')
    .split('.')
    .reduce((tree, part) => tree?.[part], sentences);
  if (typeof found !== 'string') return '';
  return found.replace(/\{\{(\w+)\}\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Puts sentences where the HTML names their keys. */
function fill(root) {
  for (const element of root.querySelectorAll('[data-text]')) element.textContent = t(element.dataset.text);
  for (const element of root.querySelectorAll('[data-label]'))
    element.setAttribute('aria-label', t(element.dataset.label));
  for (const element of root.querySelectorAll('[data-placeholder]'))
    element.placeholder = t(element.dataset.placeholder);
}

export function formatNumber(number) {
  return new Intl.NumberFormat(language).format(number);
}

export function formatTime(seconds) {
  return new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    timeZone: ZONE,
  }).format(new Date(seconds * 1000));
}

/** A key for the day in Vietnam: two moments of one day have the same. */
export function dayKey(seconds) {
  return new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone: ZONE }).format(new Date(seconds * 1000));
}

export function formatDay(seconds) {
  const nowS = Date.now() / 1000;
  if (dayKey(seconds) === dayKey(nowS)) return t('simulator:phone.today');
  if (dayKey(seconds) === dayKey(nowS - 86_400)) return t('simulator:phone.yesterday');
  return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', year: 'numeric', timeZone: ZONE }).format(
    new Date(seconds * 1000),
  );
}

/** "24/11", or as the reader's language has it. */
export function shortDay(seconds) {
  return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'numeric', timeZone: ZONE }).format(
    new Date(seconds * 1000),
  );
}

export function formatSize(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'KB'] : [bytes / 1024 / 1024, 'MB'];
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value)} ${unit}`;
}

/** For finding: without diacritics and case, `đ` as `d`. */
export function foldKey(text) {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase();
}

/** The groups of people as words: a group that the catalogue does not know stands as it is. */
export function tagText(tag) {
  return t(`simulator:group.${tag}`) || tag;
}
