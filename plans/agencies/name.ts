import { CONNECTORS, FIELD_HEADS, fields, type Inner, isNamed, nameWords, PERSONS } from './heads.js';
import { SOLO_FIELDS, VERB_LIKE } from './lexicon.js';
import { attachedEnd, placeEnd } from './place.js';
import { keyOf, phraseAt, phrasesOf, type Token } from './tokens.js';
import { startsWithVerb } from './verbs.js';

export function nameEnd(
  tokens: readonly Token[],
  start: number,
  head: string,
  inner: Inner,
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
    const attached = attachedEnd(tokens, at, inner);
    if (attached > at) {
      at = attached;
      levelled = true;
      continue;
    }
    const against = againstEnd(tokens, at);
    if (!levelled && against > at) {
      at = against;
      continue;
    }
    const served = at === start && head === 'văn phòng' ? inner(tokens, at) : null;
    if (served !== null && !served.isClass) {
      at = served.to;
      levelled = served.levelled;
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
      at += 1 + ((SOCIETIES.test(head) ? upToPlace(tokens, at + 1) : 0) || secondSyllable(tokens, at));
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
      const led = inner(tokens, at);
      if (led !== null) return { to: led.to, levelled: led.levelled };
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
    // "Ban Trị sự Giáo hội …": the name goes on in capitals.
    (after.capital && !isNamed(tokens, at + 2)) ||
    /^\d+$/u.test(after.key) ||
    CONNECTORS.has(after.key) ||
    startsWithVerb(keyOf(tokens, at + 2, at + 5)) ||
    placeEnd(tokens, at + 2) > at + 2;
  return ends ? 1 : 0;
}

const SOCIETIES = /^(?:hội|hiệp hội|liên hiệp|liên đoàn|quỹ|viện|trung tâm|tạp chí|câu lạc bộ)$/u;

/** "Hội Bảo vệ quyền trẻ em Việt Nam": up to five common words of a name that a place closes. */
function upToPlace(tokens: readonly Token[], at: number): number {
  for (let size = 0; size <= 5; size += 1) {
    const token = tokens[at + size];
    if (token === undefined || !token.isWord) return 0;
    if (keyOf(tokens, at + size, at + size + 2) === 'việt nam' || (size > 0 && placeEnd(tokens, at + size) > at + size))
      return size;
    if (token.capital || CONNECTORS.has(token.key) || startsWithVerb(keyOf(tokens, at + size, at + size + 3))) return 0;
  }
  return 0;
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
