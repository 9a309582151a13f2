/**
 * Vietnamese as offices wrote it before Unicode: TCVN3 (ABC; fonts named ".Vn…") keeps each letter in a place of Latin-1, VNI
 * (fonts named "VNI-…") writes a letter and its marks as two. Tables: TCVN 5712:1993, VN3; VNI Windows.
 */
export type OldLetters = 'tcvn3' | 'vni';

export function fromOld(text: string, old: OldLetters): string {
  return old === 'tcvn3' ? text.replace(/[\u00a1-\u00fe]/g, (sign) => TCVN3.get(sign) ?? sign) : fromVni(text);
}

/**
 * The old letters a text is written in, null for none; 'unsure' where it is no Vietnamese as it stands and none of them
 * makes it so beyond doubt. Judged by how many of the commonest words come out.
 */
export function oldLettersOf(text: string): OldLetters | 'unsure' | null {
  const sample = text.slice(0, SAMPLE);
  const asItStands = commonWords(sample);
  const [best, next] = (['tcvn3', 'vni'] as const)
    .map((old) => ({ old, words: commonWords(fromOld(sample, old)) }))
    .sort((a, b) => b.words - a.words);
  if (best === undefined || next === undefined) return null;
  if (best.words >= LEAST && best.words > 2 * next.words && best.words > 2 * asItStands) return best.old;
  const foreign = sample.match(/\p{L}[µ¸¹¨©ª«¬®¶·»¼½¾×÷]|[µ¸¹¨©ª«¬®¶·»¼½¾×÷]\p{L}/gu)?.length ?? 0;
  return foreign >= LEAST && foreign > asItStands ? 'unsure' : null;
}

/** How many of the words that no Vietnamese document does without stand in a text. */
export function commonWords(text: string): number {
  return text.toLowerCase().match(COMMON)?.length ?? 0;
}

/** Letters looked at: some ten pages. */
const SAMPLE = 30_000;
/** Fewer common words than this may be chance. */
const LEAST = 4;
const COMMON =
  /(?<![\p{L}\p{N}])(?:và|của|các|được|thực|hiện|nhân|dân|hoạch|tỉnh|phường|tổ|chức|tháng|năm|với|cơ|quan|đơn|vị|trên|địa|bàn|phối|hợp|truyền|độc|lập|nghĩa|trách|nhiệm|trước|triển|giáo|dục|phòng|chống|ủy|uỷ|kết|quả|kế|mật|tối|tuyệt)(?![\p{L}\p{N}])/gu;

const TCVN3 = pairs(
  '¡Ă¢Â£Ê¤Ô¥Ơ¦Ư§Đ¨ă©âªê«ô¬ơ\u00adư®đµà¸á¶ả·ã¹ạ»ằ¾ắ¼ẳ½ẵÆặÇầÊấÈẩÉẫËậÌèÐéÎẻÏẽÑẹÒềÕếÓểÔễÖệ×ìÝíØỉÜĩÞịßòãóáỏâõäọåồèốæổçỗéộêờíớëởìỡîợïùóúñủòũôụõừøứöử÷ữùựúỳýýûỷüỹþỵ',
);

function pairs(written: string): Map<string, string> {
  const letters = Array.from(written);
  return new Map(letters.flatMap((sign, at) => (at % 2 === 0 ? [[sign, letters[at + 1] ?? sign] as const] : [])));
}

/** Marks that VNI writes after a letter, and the combining marks they are. */
const VNI_MARKS = new Map([
  ['ù', '\u0301'],
  ['ø', '\u0300'],
  ['û', '\u0309'],
  ['õ', '\u0303'],
  ['ï', '\u0323'],
  ['â', '\u0302'],
  ['á', '\u0302\u0301'],
  ['à', '\u0302\u0300'],
  ['å', '\u0302\u0309'],
  ['ã', '\u0302\u0303'],
  ['ä', '\u0302\u0323'],
  ['ê', '\u0306'],
  ['é', '\u0306\u0301'],
  ['è', '\u0306\u0300'],
  ['ú', '\u0306\u0309'],
  ['ü', '\u0306\u0303'],
  ['ë', '\u0306\u0323'],
]);
/** Letters that VNI writes as one sign. */
const VNI_LETTERS = pairs('ñđôơöưæỉóĩòịîỵ');

function fromVni(text: string): string {
  return text.replace(
    /([aeouyôö])([ùøûõïâáàåãäêéèúüë])|[ñôöæóòî]/giu,
    (sign, base: string | undefined, mark: string | undefined) => {
      const letter = VNI_LETTERS.get((base ?? sign).toLowerCase()) ?? (base ?? sign).toLowerCase();
      return cased(`${letter}${VNI_MARKS.get(mark?.toLowerCase() ?? '') ?? ''}`.normalize('NFC'), base ?? sign);
    },
  );
}

function cased(letter: string, like: string): string {
  return like === like.toLowerCase() ? letter : letter.toUpperCase();
}
