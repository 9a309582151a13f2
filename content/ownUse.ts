/**
 * Sentences that ask a person about their own use of drugs or that of their family. Nobody is ever asked so: the answer would be
 * the most dangerous thing that Loa could hold. Held against quizzes and pledges; rather too strict than too lax, because a
 * sentence can always be turned into one about somebody else.
 */
const USING = '(?:dùng|sử dụng|thử|hút|hít|chích|nghiện|cai|dương tính)';
const YOU = '(?:em|bạn|anh|chị|anh/chị|bà con|cô|chú|bác|tôi|mình)';
const KIN =
  '(?:con|chồng|vợ|bố|mẹ|cha|cha mẹ|bố mẹ|ông|bà|anh trai|chị gái|em trai|em gái|anh em|người thân|người nhà|gia đình|nhà|họ hàng)';
const REST = '[^.?!…]*';

const PATTERNS: readonly RegExp[] = [
  word(`${YOU}(?: ấy)? (?:đã|từng|đang|hay|thường|còn|bao giờ|có(?! thể))(?: [^.?!…\\s]+)* ${USING}`),
  word(`${KIN}(?: của)? ${YOU} ${REST}${USING}`),
  word(`(?:trong|ở) (?:nhà|gia đình|họ)(?: ${YOU})? (?:có|đã)${REST} ${USING}`),
  word(
    `(?:have|has|do|did|are|were|would) you(?: [^.?!…\\s]+)* (?:us(?:e|ed|ing)|tr(?:y|ied)|smok\\w+|tak(?:e|en|ing)|drugs?|addict\\w*|rehab\\w*)`,
  ),
  word(
    `(?:your|my)(?: own)? (?:child|children|son|daughter|husband|wife|family|relatives?|parents?|brother|sister|mother|father) ${REST}(?:us(?:e|es|ed|ing)|tried|smok\\w+|addict\\w*|treatment|tested)`,
  ),
  word('your own (?:drug )?use'),
];

/** The first words of a text that ask about the reader's own use or their family's, or null. */
export function asksOwnUse(text: string): string | null {
  const normal = text.normalize('NFC').replace(/\s+/g, ' ');
  for (const pattern of PATTERNS) {
    const found = pattern.exec(normal);
    if (found !== null) return found[0];
  }
  return null;
}

/** What pupils are never told: penalties, amounts, ways of taking, and what only frightens. */
const NOT_FOR_CHILDREN = word(
  '(?:256a|điều 2\\d\\d|năm tù|phạt tù|đi tù|liều lượng|cách pha|cách dùng|cách sử dụng|cách chế|tiêm chích|chết|tử vong|án mạng|rùng rợn|kinh hoàng|prison|jail|dose|doses|inject\\w*|death|die|dies|dead)',
);

/** The first words of a text that are not for children, or null. */
export function notForChildren(text: string): string | null {
  return NOT_FOR_CHILDREN.exec(text.normalize('NFC'))?.[0] ?? null;
}

/** Letters of any script bound a word. */
function word(pattern: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{M}\\p{N}])(?:${pattern})(?![\\p{L}\\p{M}\\p{N}])`, 'iu');
}
