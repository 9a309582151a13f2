import {
  CLASS_GROUPS,
  CLASS_TAILS,
  FIELDS,
  LEVELS,
  NAME_WORDS,
  OPEN_HEADS,
  PLURALS,
  SOLO_FIELDS,
  STRONG_HEADS,
  VERB_LIKE,
  WEAK_HEADS,
} from './lexicon.js';
import { keyOf, phraseAt, phrasesOf, type Token } from './tokens.js';
import { startsWithVerb } from './verbs.js';

/** A body or a class of bodies between two tokens. */
export interface Body {
  from: number;
  to: number;
  /** What begins the name: "sở", "công an"; the class's first member for a class. */
  head: string;
  isClass: boolean;
  /** The name says where it stands ("… tỉnh", "… các xã, phường"). */
  levelled: boolean;
  /** Word to put before the name: the head of "Sở Nội vụ, Tài chính" for its second member. */
  prefix: string;
}

const strong = phrasesOf(STRONG_HEADS);
const weak = phrasesOf(WEAK_HEADS);
const fields = phrasesOf(FIELDS);
const nameWords = phrasesOf(NAME_WORDS);
const levels = phrasesOf(LEVELS);
const plurals = phrasesOf(PLURALS);
const tails = phrasesOf(CLASS_TAILS);
const groups = CLASS_GROUPS.map(phrasesOf);
const places = groups[2] ?? phrasesOf([]);
/** Heads whose field follows at once. */
const FIELD_HEADS = new Set([
  'sở',
  'bộ',
  'phòng',
  'ban',
  'cục',
  'chi cục',
  'vụ',
  'viện',
  'trung tâm',
  'hội',
  'ủy ban',
  'quỹ',
  'trạm',
  'trường',
  'khoa',
  'văn phòng',
  'đội',
  'tổ',
  'ban quản lý',
  'hội đồng',
]);
/** People who stand for the bodies they head. */
const PERSONS = new Set([
  'thủ trưởng',
  'người đứng đầu',
  'lãnh đạo',
  'giám đốc',
  'hiệu trưởng',
  'bí thư',
  'trưởng các',
  'chủ tịch',
  'phó chủ tịch',
  'trưởng ban',
  'trưởng phòng',
]);
const LOWER_HEADS = new Set(['ngành', 'sở', 'báo', 'đài', 'trường', 'hội', 'phòng', 'ban', 'cục']);
const LIST_HEADS = new Set(['sở', 'bộ', 'phòng', 'ban', 'báo', 'đài']);

/** The body that begins at a token, or null. */
export function bodyAt(tokens: readonly Token[], at: number, text = ''): Body | null {
  const plural = phraseAt(tokens, at, plurals);
  const first = at + plural;
  const headed = phraseAt(tokens, first, weak);
  if (headed > 0 && tokens[first + headed]?.key === ':' && phraseAt(tokens, first + headed + 1, fields) > 0) {
    // "các Sở: Y tế, Nội vụ": the head is said once, before the colon.
    const head = keyOf(tokens, first, first + headed);
    const field = first + headed + 1;
    const { to, levelled } = nameEnd(tokens, field + phraseAt(tokens, field, fields), '', text, field);
    return { from: field, to, head, isClass: false, levelled, prefix: head };
  }
  if (plural > 0) return classAt(tokens, at, first, text, true) ?? nameAt(tokens, at, first, text, true);
  return (
    (isNamed(tokens, at) ? nameAt(tokens, at, at, text, false) : null) ??
    classAt(tokens, at, at, text, false) ??
    nameAt(tokens, at, at, text, false)
  );
}

/** A head that only a name of its own can follow: it begins a new body even inside an enumeration. */
function isNamed(tokens: readonly Token[], at: number): boolean {
  const size = phraseAt(tokens, at, strong);
  if (size > 0 && groups.every((group) => phraseAt(tokens, at, group) < size)) return true;
  return weakHead(tokens, at) > 0 && tokens[at + 1]?.capital === true;
}

function weakHead(tokens: readonly Token[], at: number): number {
  const size = phraseAt(tokens, at, weak);
  const next = tokens[at + size];
  if (size === 0 || next === undefined) return 0;
  // In running text the head may be in lower case ("ngành Giáo dục"), its name may not.
  if (tokens[at]?.capital !== true)
    return next.capital && /^\p{L}/u.test(next.key) && LOWER_HEADS.has(keyOf(tokens, at, at + size)) ? size : 0;
  // In a line of capitals every word has one: "TỔ CHỨC THỰC HIỆN", "PHÒNG NGỪA".
  if (tokens[at]?.shouted === true && next.shouted) return phraseAt(tokens, at + size, fields) > 0 ? size : 0;
  return next.capital || phraseAt(tokens, at + size, fields) > 0 ? size : 0;
}

function nameAt(tokens: readonly Token[], from: number, at: number, text: string, plural: boolean): Body | null {
  const strongSize = phraseAt(tokens, at, strong);
  const size = strongSize > 0 ? strongSize : weakHead(tokens, at);
  if (size === 0) return null;
  const head = keyOf(tokens, at, at + size);
  const { to, levelled } = nameEnd(tokens, at + size, head, text);
  if (OPEN_HEADS.has(head) && to === at + size && !plural) return null;
  return { from, to, head, isClass: plural, levelled, prefix: '' };
}

function nameEnd(
  tokens: readonly Token[],
  start: number,
  head: string,
  text: string,
  fieldStart = start,
): { to: number; levelled: boolean } {
  let at = start;
  let joined = keyOf(tokens, fieldStart, start).includes(' và ');
  let levelled = false;
  let afterConnector = FIELD_HEADS.has(head);
  for (;;) {
    const token = tokens[at];
    if (token === undefined) break;
    const place = placeEnd(tokens, at);
    if (place > at) {
      at = place;
      levelled = true;
      afterConnector = false;
      continue;
    }
    const attached = attachedEnd(tokens, at, text);
    if (attached > at) {
      at = attached;
      levelled = true;
      continue;
    }
    const word =
      levelled && !token.capital
        ? 0
        : Math.max(phraseAt(tokens, at, nameWords), afterConnector || token.capital ? phraseAt(tokens, at, fields) : 0);
    const verbNext = levelled && startsWithVerb(keyOf(tokens, at, at + 4));
    if (word > 0 && !verbNext && (token.capital || afterConnector || !VERB_LIKE.has(keyOf(tokens, at, at + word)))) {
      joined ||= keyOf(tokens, at, at + word).includes(' và ');
      at += word;
      afterConnector = false;
      continue;
    }
    if (token.isWord && token.capital && !verbNext) {
      at += 1 + secondSyllable(tokens, at);
      afterConnector = false;
      continue;
    }
    const plain = afterConnector && at === start ? plainWords(tokens, at) : 0;
    if (plain > 0) {
      at += plain;
      afterConnector = false;
      continue;
    }
    if (at === start && PERSONS.has(head)) {
      const led = bodyAt(tokens, at, text);
      if (led !== null) return { to: led.to, levelled: led.levelled };
    }
    const against = againstEnd(tokens, at);
    if (!levelled && against > at) {
      at = against;
      continue;
    }
    if (token.key === 'số' && tokens[at + 1]?.capital) {
      at += 2;
      continue;
    }
    const tail = ['liên quan', 'có liên quan', 'khác'].find(
      (phrase) => keyOf(tokens, at, at + phrase.split(' ').length) === phrase,
    );
    if (tail !== undefined) {
      at += tail.split(' ').length;
      continue;
    }
    // After "Giáo dục và Đào tạo" a comma begins the next name.
    if (levelled || (joined && token.key === ',') || !connects(tokens, at, fieldStart, head)) break;
    joined ||= token.key === 'và';
    at += 1;
    afterConnector = true;
  }
  return { to: at, levelled };
}

/** The lower-case half of a name the lexicon lacks ("Pháp chế"): one syllable after which the name visibly ends. */
function secondSyllable(tokens: readonly Token[], at: number): number {
  const [own, next, after] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (own === undefined || own.shouted || /\p{N}/u.test(own.key) || next === undefined || !next.isWord || next.capital)
    return 0;
  if (CONNECTORS.has(next.key) || startsWithVerb(keyOf(tokens, at + 1, at + 4)) || placeEnd(tokens, at + 1) > at + 1)
    return 0;
  const ends =
    after === undefined ||
    !after.isWord ||
    CONNECTORS.has(after.key) ||
    startsWithVerb(keyOf(tokens, at + 2, at + 5)) ||
    placeEnd(tokens, at + 2) > at + 2;
  return ends ? 1 : 0;
}

/** "Ban quản lý chợ An Bình": up to three common words between a head and the name or the colon. */
function plainWords(tokens: readonly Token[], at: number): number {
  for (let size = 1; size <= 4; size += 1) {
    const token = tokens[at + size - 1];
    if (
      token === undefined ||
      !token.isWord ||
      token.capital ||
      CONNECTORS.has(token.key) ||
      startsWithVerb(keyOf(tokens, at + size - 1, at + size + 2))
    )
      return 0;
    const next = tokens[at + size];
    if (next === undefined || next.key === ':' || (next.capital && !isNamed(tokens, at + size))) return size;
  }
  return 0;
}

const CONNECTORS = new Set([
  'và',
  'của',
  'thuộc',
  'các',
  'với',
  'trong',
  'về',
  'cho',
  'để',
  'tại',
  'từ',
  'đến',
  'cùng',
  'hoặc',
  'trên',
  'theo',
  'qua',
  'những',
  'là',
  'có',
  'được',
  'do',
  'trước',
  'sau',
  'số',
  'liên',
  'khác',
]);

/** "tỉnh Hưng Yên", "các xã, phường", "cấp xã", "khu vực IV"; not the "xã" of "xã hội". */
function placeEnd(tokens: readonly Token[], at: number): number {
  let end = at + (tokens[at]?.key === 'các' && phraseAt(tokens, at + 1, places) > 0 ? 1 : 0);
  const size = Math.max(phraseAt(tokens, end, levels), phraseAt(tokens, end, places));
  if (size === 0) return at;
  const next = tokens[end + size]?.key;
  if (size === 1 && ((tokens[end]?.key === 'xã' && next === 'hội') || next === 'ủy' || next === 'đoàn')) return at;
  end += size;
  for (;;) {
    while (
      tokens[end]?.isWord &&
      tokens[end]?.capital &&
      !isNamed(tokens, end) &&
      !startsWithVerb(keyOf(tokens, end, end + 4))
    )
      end += 1;
    const separator = separatorEnd(tokens, end);
    const more = separator === end ? 0 : phraseAt(tokens, separator, places);
    if (
      more === 0 ||
      tokens[separator + more]?.key === 'hội' ||
      tokens[separator + more]?.key === 'đoàn' ||
      tokens[separator + more]?.key === 'ủy'
    )
      return end;
    end = separator + more;
  }
}

/** "thuộc UBND tỉnh", "của phường", "trên địa bàn tỉnh X", "tại địa phương". */
function attachedEnd(tokens: readonly Token[], at: number, text: string): number {
  const key = tokens[at]?.key;
  if (key === 'của' || key === 'thuộc' || (key === 'trực' && tokens[at + 1]?.key === 'thuộc')) {
    const next = at + (key === 'trực' ? 2 : 1);
    const place = placeEnd(tokens, next);
    if (place > next) return place;
    const body = bodyAt(tokens, next, text);
    // "các đơn vị thuộc Bộ": the issuer's own short name.
    if (body === null && tokens[next]?.capital === true && phraseAt(tokens, next, weak) > 0)
      return next + phraseAt(tokens, next, weak);
    return body === null ? (key === 'trực' ? next : at) : body.to;
  }
  const around = ['đóng trên địa bàn', 'trên địa bàn', 'địa bàn', 'tại', 'ở', 'trong'].find(
    (phrase) => keyOf(tokens, at, at + phrase.split(' ').length) === phrase,
  );
  if (around === undefined) return at;
  const next = at + around.split(' ').length;
  const place = placeEnd(tokens, next);
  return place > next ? place : around.includes('trên địa bàn') ? next : at;
}

/** "Ban Chỉ đạo phòng, chống tội phạm, tệ nạn xã hội": the comma of "phòng, chống" and what is fought. */
function againstEnd(tokens: readonly Token[], start: number): number {
  if (tokens[start]?.key !== 'phòng' || tokens[start + (tokens[start + 1]?.key === ',' ? 2 : 1)]?.key !== 'chống')
    return start;
  let at = start + (tokens[start + 1]?.key === ',' ? 3 : 2);
  let end = start;
  for (;;) {
    const evil = phraseAt(tokens, at, evils);
    if (evil === 0) return end;
    end = at + evil;
    at = tokens[end]?.key === ',' || tokens[end]?.key === 'và' ? end + 1 : end;
    if (at === end) return end;
    if (tokens[at]?.key === 'phòng') at += tokens[at + 1]?.key === ',' ? 3 : 2;
  }
}

const evils = phrasesOf([
  'tội phạm',
  'tội phạm về ma túy',
  'ma túy',
  'tham nhũng',
  'tiêu cực',
  'lãng phí',
  'thiên tai',
  'dịch',
  'dịch bệnh',
  'bệnh',
  'aids',
  'hiv/aids',
  'mại dâm',
  'tệ nạn xã hội',
  'tệ nạn ma túy',
  'cháy nổ',
  'bạo lực gia đình',
  'mua bán người',
  'buôn lậu',
  'cháy rừng',
  'tác hại của thuốc lá',
  'tác hại thuốc lá',
]);

function connects(tokens: readonly Token[], at: number, start: number, head: string): boolean {
  const sign = tokens[at]?.key;
  const next = tokens[at + 1];
  if (next === undefined) return false;
  const goesOn = next.capital || phraseAt(tokens, at + 1, nameWords) > 0 || phraseAt(tokens, at + 1, fields) > 0;
  if (!goesOn) return false;
  // "Văn phòng HĐND và UBND" serves both; the body it serves is not another member of a list.
  if (head === 'văn phòng' && sign === 'và') return true;
  if (isNamed(tokens, at + 1)) return false;
  if (sign === '-' || sign === '&' || sign === '/') return true;
  const ownField = keyOf(tokens, start, at);
  if (sign === 'và') return !(SOLO_FIELDS.has(ownField) && phraseAt(tokens, at + 1, fields) > 0);
  if (sign !== ',' || SOLO_FIELDS.has(ownField)) return false;
  return endsInAnd(tokens, at + 1);
}

/** "…, Thể thao và Du lịch": the comma belongs to the name when its last field is joined by "và". */
function endsInAnd(tokens: readonly Token[], from: number): boolean {
  for (let at = from; at < from + 10; at += 1) {
    const token = tokens[at];
    if (token === undefined || isNamed(tokens, at)) return false;
    if (token.key === 'và') {
      const next = tokens[at + 1];
      return (
        next !== undefined && !isNamed(tokens, at + 1) && (next.capital || phraseAt(tokens, at + 1, nameWords) > 0)
      );
    }
    if (
      token.isWord
        ? !token.capital && phraseAt(tokens, at, nameWords) === 0 && !nameWordInside(tokens, at, from)
        : token.key !== ','
    )
      return false;
  }
  return false;
}

function nameWordInside(tokens: readonly Token[], at: number, from: number): boolean {
  return [1, 2, 3].some(
    (back) =>
      at - back >= from - 1 &&
      (phraseAt(tokens, at - back, nameWords) > back || (back === 1 && tokens[at - 1]?.capital === true)),
  );
}

export function separatorEnd(tokens: readonly Token[], at: number): number {
  const key = tokens[at]?.key;
  if (key === ',' || key === ';') return at + (tokens[at + 1]?.key === 'và' || tokens[at + 1]?.key === 'cùng' ? 2 : 1);
  if (key === 'và' || key === '&' || key === '/') return at + 1;
  if (key === 'cùng') return at + (tokens[at + 1]?.key === 'với' ? 2 : 1);
  return at;
}

function classAt(tokens: readonly Token[], from: number, at: number, text: string, plural: boolean): Body | null {
  const group = groups.findIndex((one) => phraseAt(tokens, at, one) > 0);
  const members = longestGroup(tokens, at) ?? groups[group];
  if (members === undefined) return null;
  let end = at;
  let count = 0;
  let levelled = false;
  let tailed = false;
  const head = keyOf(tokens, at, at + phraseAt(tokens, at, members));
  for (;;) {
    const size = phraseAt(tokens, end, members);
    if (size === 0) break;
    count += 1;
    const tail = classTail(tokens, end + size, text);
    levelled = tail.levelled;
    tailed ||= tail.to > end + size;
    end = tail.to;
    // "các ngành liên quan" is closed; what follows is another body.
    if (/(?:liên quan|chức năng|khác)$/u.test(keyOf(tokens, Math.max(at, end - 2), end))) break;
    const separator = separatorEnd(tokens, end);
    if (separator === end || tokens[separator - 1]?.key === ';' || isNamed(tokens, separator)) break;
    if (longestGroup(tokens, separator) !== members && phraseAt(tokens, separator, members) === 0) break;
    if (phraseAt(tokens, separator, members) === 0) break;
    end = separator;
  }
  const wordCount = head.split(' ').length;
  const certain =
    plural ||
    count > 1 ||
    (tailed && (wordCount > 1 || tokens[at]?.capital === true) && !COMMON.has(head)) ||
    (wordCount > 1 && !COMMON.has(head));
  if (!certain || end === at) return null;
  if (!plural && COMMON.has(head) && !tailed && count === 1) return null;
  return { from, to: end, head, isClass: true, levelled, prefix: '' };
}

/** Members that are common nouns or verbs as well, and name nobody by themselves. */
const COMMON = new Set([
  'tổ chức',
  'cá nhân',
  'cơ sở',
  'thành viên',
  'cấp',
  'đội',
  'tổ',
  'khoa',
  'bản',
  'khu',
  'khối',
  'đoàn',
  'đồn',
  'trạm',
  'bộ phận',
  'hội viên',
  'bệnh viện',
]);

function longestGroup(tokens: readonly Token[], at: number): (typeof groups)[number] | undefined {
  let best: (typeof groups)[number] | undefined;
  let most = 0;
  for (const group of groups) {
    const size = phraseAt(tokens, at, group);
    if (size > most) [best, most] = [group, size];
  }
  return best;
}

function classTail(tokens: readonly Token[], start: number, text: string): { to: number; levelled: boolean } {
  let at = start;
  let levelled = false;
  for (;;) {
    const token = tokens[at];
    if (token === undefined) break;
    const tail = phraseAt(tokens, at, tails);
    const attached = tail > 0 ? at : attachedEnd(tokens, at, text);
    const place = tail > 0 || attached > at ? at : placeEnd(tokens, at);
    if (tail > 0) at += tail;
    else if (attached > at || place > at) {
      at = Math.max(attached, place);
      levelled = true;
    } else if (
      !levelled &&
      phraseAt(tokens, at, nameWords) > 0 &&
      (token.capital || !VERB_LIKE.has(keyOf(tokens, at, at + phraseAt(tokens, at, nameWords))))
    )
      at += phraseAt(tokens, at, nameWords);
    else if (token.isWord && token.capital && !startsWithVerb(keyOf(tokens, at, at + 4))) at += 1;
    else if (
      token.key === ',' &&
      longestGroup(tokens, at + 1) === undefined &&
      phraseAt(tokens, at + 1, tails) > 0 &&
      at > start
    )
      at += 1 + phraseAt(tokens, at + 1, tails);
    else break;
  }
  return { to: at, levelled };
}

/** The next member of "Sở Nội vụ, Tài chính và Xây dựng": a field that goes without its head. */
export function fieldAfter(tokens: readonly Token[], at: number, before: Body): Body | null {
  if (!LIST_HEADS.has(before.head) || before.levelled || tokens[at]?.capital !== true) return null;
  const size = phraseAt(tokens, at, fields);
  if (size === 0) return null;
  const { to, levelled } = nameEnd(tokens, at + size, '', '', at);
  return { from: at, to, head: before.head, isClass: false, levelled, prefix: before.head };
}
