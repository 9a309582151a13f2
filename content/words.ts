/**
 * Words that are never said to the public, with what to say instead. They stigmatise, promise what nobody can keep,
 * or name levels of government that were abolished on 1 July 2025. Held against catalogues and campaigns alike, however
 * they are written: in capitals, across a line end, with marks of Markdown or invisible signs between the syllables, without diacritics.
 */
export interface ForbiddenWord {
  /** As a person would write it; compared without regard to case, as whole words. */
  word: string;
  /** What to say instead. */
  instead: string;
  /** Other ways in which the same is said. */
  also?: readonly string[];
  /** Without its diacritics it may be another word: "xếp hàng" is to queue, "quan" is half of many. */
  ambiguous?: true;
}

const PERSON = 'người cần hỗ trợ';
const LEVEL = 'xã, phường, đặc khu';

const FORBIDDEN_WORDS: readonly ForbiddenWord[] = [
  { word: 'con nghiện', instead: PERSON },
  { word: 'thằng nghiện', instead: PERSON, also: ['bọn nghiện', 'lũ nghiện', 'kẻ nghiện', 'dân nghiện'] },
  { word: 'đối tượng', instead: 'người' },
  { word: 'ngáo đá', instead: 'người có biểu hiện bất thường' },
  { word: 'ẩn danh tuyệt đối', instead: 'cung cấp thông tin', also: ['tuyệt đối ẩn danh'] },
  { word: 'bảo đảm không ai biết', instead: 'cung cấp thông tin', also: ['đảm bảo không ai biết'] },
  { word: 'chứng cứ', instead: 'tài liệu kèm theo', ambiguous: true },
  { word: 'gia hạn vô điều kiện', instead: 'điều chỉnh thời hạn' },
  { word: 'xếp hạng', instead: 'bảng theo dõi', ambiguous: true },
  { word: 'huyện', instead: LEVEL, ambiguous: true },
  { word: 'quận', instead: LEVEL, ambiguous: true },
  { word: 'thị trấn', instead: LEVEL },
  { word: 'junkie', instead: 'person who needs support', also: ['junkies'] },
  { word: 'addict', instead: 'person who needs support', also: ['addicts'] },
  { word: 'drug abuser', instead: 'person who uses drugs', also: ['drug abusers'] },
];

/** The one spelling, and what is written in its place: the other tone mark, a hyphen, one word, slips of the hand. */
const DRUGS: ForbiddenWord = { word: 'ma tuý', instead: 'ma túy' };
const OTHER_SPELLINGS = ['ma tuý', 'ma thúy', 'ma thuý', 'ma tụy', 'ma tuỵ', 'ma tùy', 'ma tuỳ'];

/** What may stand between two syllables of one term without anybody reading it as two: white space, line ends, marks, hyphens. */
const BETWEEN = '[\\s*_~`\\u2010-\\u2013-]';

function pattern(term: string, least: '+' | '*' = '+'): RegExp {
  const syllables = term.normalize('NFC').split(' ');
  return new RegExp(`(?<![\\p{L}\\p{M}])${syllables.join(`${BETWEEN}${least}`)}(?![\\p{L}\\p{M}])`, 'giu');
}

const terms = ({ word, also = [] }: ForbiddenWord): string[] => [word, ...also];
// Letters of any script bound a word: "huyện" must not be found in "câu chuyện".
const patterns = [
  ...FORBIDDEN_WORDS.map((entry) => ({ entry, patterns: terms(entry).map((term) => pattern(term)) })),
  {
    entry: DRUGS,
    patterns: [
      ...OTHER_SPELLINGS.map((term) => pattern(term, '*')),
      // The right letters written together, or with something else than white space between them.
      /(?<![\p{L}\p{M}])ma[*_~`\u2010-\u2013-]*túy(?![\p{L}\p{M}])/giu,
    ],
  },
];

/** The same words without diacritics, as they are typed in a hurry. What means something else without its marks ("quan") is left to a reader. */
const bare = FORBIDDEN_WORDS.filter(({ ambiguous }) => ambiguous === undefined).flatMap((entry) =>
  terms(entry)
    .filter((term) => withoutMarks(term) !== term)
    .map((term) => ({ entry, pattern: pattern(withoutMarks(term)) })),
);

/** "ma tuy" is how it is typed where there are no diacritics at all; among words that have theirs it is a slip. */
const BARE_DRUGS = /(?<![\p{L}\p{M}])ma[\s-]*tuy(?![\p{L}\p{M}])/giu;
const VIETNAMESE_LETTER = /[ăâđêôơư]|[àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]/iu;

function withoutMarks(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D').normalize('NFC');
}

/** A text as it is read: NFC, without signs that nobody sees, and with the letter đ where a keyboard gave another (ð). Line ends stay. */
export function asRead(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\p{Cf}/gu, '')
    .replaceAll('ð', 'đ')
    .replaceAll('Ð', 'Đ');
}

/** Where forbidden words stand in a text: the offset of each in the text `asRead`. */
export function findForbiddenWords(text: string): { entry: ForbiddenWord; at: number }[] {
  const read = asRead(text);
  const found = [
    ...patterns.flatMap(({ entry, patterns: all }) =>
      all.flatMap((one) => [...read.matchAll(one)].map((match) => ({ entry, at: match.index }))),
    ),
    ...bare.flatMap(({ entry, pattern: one }) => [...read.matchAll(one)].map((match) => ({ entry, at: match.index }))),
    ...(VIETNAMESE_LETTER.test(read)
      ? [...read.matchAll(BARE_DRUGS)].map((match) => ({ entry: DRUGS, at: match.index }))
      : []),
  ];
  const once = new Map(found.map((one) => [`${one.entry.word} ${one.at}`, one]));
  return [...once.values()].sort((a, b) => a.at - b.at);
}
