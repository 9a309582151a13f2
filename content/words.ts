/**
 * Words that are never said to the public, with what to say instead. They stigmatise, promise what nobody can keep,
 * or name levels of government that were abolished on 1 July 2025. Held against catalogues and campaigns alike.
 */
export interface ForbiddenWord {
  /** As a person would write it; compared without regard to case, as whole words. */
  word: string;
  /** What to say instead. */
  instead: string;
}

export const FORBIDDEN_WORDS: readonly ForbiddenWord[] = [
  { word: 'con nghiện', instead: 'người cần hỗ trợ' },
  { word: 'thằng nghiện', instead: 'người cần hỗ trợ' },
  { word: 'đối tượng', instead: 'người' },
  { word: 'ngáo đá', instead: 'người có biểu hiện bất thường' },
  { word: 'ẩn danh tuyệt đối', instead: 'cung cấp thông tin' },
  { word: 'bảo đảm không ai biết', instead: 'cung cấp thông tin' },
  { word: 'chứng cứ', instead: 'tài liệu kèm theo' },
  { word: 'gia hạn vô điều kiện', instead: 'điều chỉnh thời hạn' },
  { word: 'xếp hạng', instead: 'bảng theo dõi' },
  { word: 'huyện', instead: 'xã, phường, đặc khu' },
  { word: 'quận', instead: 'xã, phường, đặc khu' },
  { word: 'thị trấn', instead: 'xã, phường, đặc khu' },
  { word: 'ma tuý', instead: 'ma túy' },
  { word: 'junkie', instead: 'person who needs support' },
  { word: 'junkies', instead: 'people who need support' },
  { word: 'addict', instead: 'person who needs support' },
  { word: 'addicts', instead: 'people who need support' },
  { word: 'drug abuser', instead: 'person who uses drugs' },
  { word: 'drug abusers', instead: 'people who use drugs' },
];

const patterns = FORBIDDEN_WORDS.map((entry) => ({
  entry,
  // Letters of any script bound a word: "huyện" must not be found in "câu chuyện". White space folds, line ends too.
  pattern: new RegExp(
    `(?<![\\p{L}\\p{M}])${entry.word.normalize('NFC').replaceAll(' ', '\\s+')}(?![\\p{L}\\p{M}])`,
    'giu',
  ),
}));

/** Where forbidden words stand in a text: the offset of each in the NFC form. */
export function findForbiddenWords(text: string): { entry: ForbiddenWord; at: number }[] {
  const normal = text.normalize('NFC');
  return patterns
    .flatMap(({ entry, pattern }) => [...normal.matchAll(pattern)].map((match) => ({ entry, at: match.index })))
    .sort((a, b) => a.at - b.at);
}
