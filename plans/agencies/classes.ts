import { type Body, CONNECTORS, fields, groups, type Inner, isNamed, nameWords, separatorEnd, tails } from './heads.js';
import { VERB_LIKE } from './lexicon.js';
import { attachedEnd, placeEnd } from './place.js';
import { keyOf, phraseAt, type Token } from './tokens.js';
import { startsWithVerb } from './verbs.js';

export function classAt(
  tokens: readonly Token[],
  from: number,
  at: number,
  inner: Inner,
  plural: boolean,
): Body | null {
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
    const tail = classTail(tokens, end + size, inner);
    levelled = tail.levelled;
    tailed ||= tail.to > end + size;
    end = tail.to;
    // "Đoàn các xã, phường và đoàn trực thuộc" names two.
    if (levelled && keyOf(tokens, separatorEnd(tokens, end), separatorEnd(tokens, end) + 1) === head) break;
    // "các ngành liên quan" is closed; what follows is another body.
    if (/(?:liên quan|chức năng|khác)$/u.test(keyOf(tokens, Math.max(at, end - 2), end))) break;
    const separator = separatorEnd(tokens, end);
    if (separator === end || tokens[separator - 1]?.key === ';' || isNamed(tokens, separator)) break;
    if (longestGroup(tokens, separator) !== members) break;
    if (phraseAt(tokens, separator, members) === 0) break;
    end = separator;
  }
  if (plural && count === 1 && !tailed) end += qualifier(tokens, end);
  const wordCount = head.split(' ').length;
  const certain =
    plural ||
    count > 1 ||
    keyOf(tokens, at, end).endsWith(' trực thuộc') ||
    (tailed && (wordCount > 1 || tokens[at]?.capital === true) && !COMMON.has(head)) ||
    (wordCount > 1 && !COMMON.has(head));
  if (!certain || end === at) return null;
  // "Cơ quan đầu mối, chủ trì …" names nobody.
  if (!plural && !tailed && count === 1 && /^(?:cơ quan|đơn vị)$/u.test(head)) return null;
  if (!plural && COMMON.has(head) && !tailed && count === 1) return null;
  return { from, to: end, head, isClass: true, levelled, prefix: '' };
}

/** "các tổ chức cộng đồng giám sát …": up to three words the lexicon lacks, where a verb shows that the name has ended. */
function qualifier(tokens: readonly Token[], at: number): number {
  for (let size = 0; size <= 3; size += 1) {
    const token = tokens[at + size];
    if (token === undefined || !token.isWord || token.capital) return 0;
    if (startsWithVerb(keyOf(tokens, at + size, at + size + 4))) return size;
    if (CONNECTORS.has(token.key) || /^(?:việc|nội|trong|kết|tình|công|hoạt|không|nhiệm)$/u.test(token.key)) return 0;
  }
  return 0;
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

/** "các sở giáo dục và đào tạo", "các phòng tài chính": a field in lower case; not the verb of "các sở xây dựng …". */
function fieldOfClass(tokens: readonly Token[], at: number): number {
  if (!/^(?:sở|phòng|ban|cục)$/u.test(tokens[at - 1]?.key ?? '')) return 0;
  const size = phraseAt(tokens, at, fields);
  return VERB_LIKE.has(keyOf(tokens, at, at + size)) ? 0 : size;
}

function classTail(tokens: readonly Token[], start: number, inner: Inner): { to: number; levelled: boolean } {
  let at = start;
  let levelled = false;
  for (;;) {
    const token = tokens[at];
    if (token === undefined) break;
    // "các thành viên Ban Chỉ đạo": whose members they are is part of the name.
    if (at === start && /^(?:thành|ủy) viên$/u.test(keyOf(tokens, at - 2, at)) && isNamed(tokens, at)) {
      const whose = inner(tokens, at);
      if (whose !== null) return { to: whose.to, levelled: true };
    }
    const tail = phraseAt(tokens, at, tails);
    const attached = tail > 0 ? at : attachedEnd(tokens, at, inner);
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
    else if (at === start && !token.capital && fieldOfClass(tokens, at) > 0) {
      at += fieldOfClass(tokens, at);
      levelled = true;
    } else if (token.isWord && token.capital && !startsWithVerb(keyOf(tokens, at, at + 4))) at += 1;
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
