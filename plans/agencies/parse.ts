import { classAt } from './classes.js';
import {
  type Body,
  fields,
  forces,
  isNamed,
  LIST_HEADS,
  LISTS_FORCES,
  plurals,
  strong,
  weak,
  weakHead,
} from './heads.js';
import { OPEN_HEADS, VERB_LIKE } from './lexicon.js';
import { nameEnd } from './name.js';
import { keyOf, phraseAt, type Token } from './tokens.js';
import { startsWithVerb } from './verbs.js';

/** The body that begins at a token, or null. */
export function bodyAt(tokens: readonly Token[], at: number): Body | null {
  const plural = phraseAt(tokens, at, plurals);
  const first = at + plural;
  const headed = phraseAt(tokens, first, weak);
  if (headed > 0 && tokens[first + headed]?.key === ':' && phraseAt(tokens, first + headed + 1, fields) > 0) {
    // "các Sở: Y tế, Nội vụ": the head is said once, before the colon.
    const head = keyOf(tokens, first, first + headed);
    const field = first + headed + 1;
    const { to, levelled } = nameEnd(tokens, field + phraseAt(tokens, field, fields), '', bodyAt, field);
    return { from: field, to, head, isClass: false, levelled, prefix: head };
  }
  if (plural > 0) return classAt(tokens, at, first, bodyAt, true) ?? nameAt(tokens, at, first, true);
  return (
    (isNamed(tokens, at) ? nameAt(tokens, at, at, false) : null) ??
    classAt(tokens, at, at, bodyAt, false) ??
    nameAt(tokens, at, at, false)
  );
}

function nameAt(tokens: readonly Token[], from: number, at: number, plural: boolean): Body | null {
  const code = tokens[at];
  // Departments of the police sign with their codes.
  if (code?.shouted === true && /^(?:p[a-z]\d{2}|[ac]\d{2})$/u.test(code.key))
    return { from, to: at + 1, head: code.key, isClass: false, levelled: true, prefix: '' };
  const strongSize = phraseAt(tokens, at, strong);
  const size = strongSize > 0 ? strongSize : weakHead(tokens, at);
  if (size === 0) return null;
  const head = keyOf(tokens, at, at + size);
  const ofParent = strongSize > 0 ? at : parentEnd(tokens, at + size);
  if (ofParent > at) return { from, to: ofParent, head, isClass: plural, levelled: true, prefix: '' };
  const { to, levelled } = nameEnd(tokens, at + size, head, bodyAt);
  if (OPEN_HEADS.has(head) && to === at + size && !plural) return null;
  return { from, to, head, isClass: plural, levelled, prefix: '' };
}

/** Words between a department's head and the bracket with the body it belongs to. */
const MOST_WORDS = 10;

/** "Phòng Chính trị, tư tưởng (Sở Giáo dục và Đào tạo)": the bracket says where the name ends, whatever words it has. */
function parentEnd(tokens: readonly Token[], start: number): number {
  for (let at = start; at < start + MOST_WORDS; at += 1) {
    const token = tokens[at];
    if (token === undefined || /^[:;.)]$/u.test(token.key)) return -1;
    if (token.key === '(') {
      const parent = at === start ? null : nameAt(tokens, at + 1, at + 1, false);
      return parent !== null && !/\d/u.test(parent.head) && tokens[parent.to]?.key === ')' ? parent.to + 1 : -1;
    }
    if (at > start && (isNamed(tokens, at) || startsWithVerb(keyOf(tokens, at, at + 4)))) {
      // "Phòng Quản lý thu": many a department is named after a verb.
      if (isNamed(tokens, at) || tokens[at - 1]?.key === ',') return -1;
      if (!token.capital && !VERB_LIKE.has(token.key)) return -1;
    }
  }
  return -1;
}

/** The next member of "Sở Nội vụ, Tài chính và Xây dựng": a field that goes without its head. */
export function fieldAfter(tokens: readonly Token[], at: number, before: Body): Body | null {
  // "lực lượng Công an, Hải quan, Biên phòng": the forces go by their bare names once one of them was named.
  const force = tokens[at]?.capital === true && LISTS_FORCES.has(before.head) ? phraseAt(tokens, at, forces) : 0;
  if (force > 0) {
    const { to, levelled } = nameEnd(tokens, at + force, keyOf(tokens, at, at + force), bodyAt);
    return { from: at, to, head: before.head, isClass: false, levelled, prefix: '' };
  }
  if (!LIST_HEADS.has(before.head) || before.levelled || tokens[at]?.capital !== true) return null;
  const size = phraseAt(tokens, at, fields);
  if (size === 0) return null;
  const { to, levelled } = nameEnd(tokens, at + size, '', bodyAt, at);
  return { from: at, to, head: before.head, isClass: false, levelled, prefix: before.head };
}
