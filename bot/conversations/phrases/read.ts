import { foldKey, nfc } from '../../../base/text.js';

/** One syllable as it may have been meant: its letters without tone (ô, ư, đ stay), the tone, and the bare letters. */
export interface Syllable {
  shape: string;
  tone: string;
  folded: string;
}

/** A word of a text: what was typed first, then what else it may stand for. */
export type Word = readonly Syllable[];

/** Of longer texts the beginning and the end are read: whoever needs help says so there, and an answer must not take long. */
const FIRST_WORDS = 120;
const LAST_WORDS = 60;

/**
 * The words of a text that was typed in a hurry: without signs and capitals, "cứuuuu" as "cứu", teencode and the letters of an input
 * method that was not on ("khoong thowr") read as well. Nothing is decided here; each word keeps what was really typed first.
 */
export function readWords(text: string): Word[] {
  const words = nfc(text)
    .toLowerCase()
    .replace(/['’`]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
    .filter((word) => word !== '');
  const read =
    words.length <= FIRST_WORDS + LAST_WORDS ? words : [...words.slice(0, FIRST_WORDS), ...words.slice(-LAST_WORDS)];
  return read.flatMap(spread).map(readings);
}

/** The syllable of a word as it is written in a list of phrases. */
export const syllable = (word: string): Syllable => parse(word);

/** Two words that people write as one. */
const TWO: Readonly<Record<string, readonly [string, string]>> = {
  ngta: ['người', 'ta'],
  nta: ['người', 'ta'],
  ny: ['người', 'yêu'],
  bame: ['ba', 'mẹ'],
  sdt: ['điện', 'thoại'],
  bgio: ['bây', 'giờ'],
};
const spread = (word: string): readonly string[] => TWO[word] ?? [word];

/** What young people write instead, by what they mean. */
const TEENCODE: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    không: 'ko k kh khg kg hk hok hong hông hổng hem kô hong khum khom hôg khôg khog kog 0',
    em: 'e iem',
    anh: 'a',
    con: 'kon',
    chị: 'c',
    tôi: 'tui toy',
    mình: 'mik mk mìh mềnh',
    bạn: 'bn b',
    người: 'ng nguoy ngừi',
    với: 'vs dới zới vớii voi dzới',
    rồi: 'r rùi rui roài ròi',
    được: 'đc dc dk đk',
    gì: 'j zì ji',
    quá: 'wa qa qá wá quớ',
    muốn: 'mún mun mốn',
    chết: 'chít chit die',
    cứu: 'cíu kíu kứu',
    đang: 'đg dag đag',
    giờ: 'h',
    nữa: 'nx nửa',
    chồng: 'ck',
    vợ: 'vk',
    làm: 'lm',
    giúp: 'zúp dúp júp',
    mẹ: 'mạ',
    sợ: 'xợ',
    sao: 's',
    vậy: 'v z dị dậy',
    thuốc: 'thuốk',
    biết: 'bít bik',
    chắc: 'chak',
    thích: 'thik',
  }).flatMap(([meant, written]) => written.split(' ').map((word) => [word, meant])),
);

function readings(word: string): Word {
  const plain = word.replace(/(.)\1{2,}/gu, '$1');
  const found = [parse(plain)];
  const add = (other: string): void => {
    const read = parse(other);
    if (!found.some(({ shape, tone }) => shape === read.shape && tone === read.tone)) found.push(read);
  };
  const meant = TEENCODE[plain];
  if (meant !== undefined) add(meant);
  // "cuuuu" is cu or cuu.
  add(word.replace(/(.)\1{2,}/gu, '$1$1'));
  const short = plain.replace(/(.)\1$/u, '$1');
  if (short !== plain) add(short);
  const decoded = withoutTelex(plain);
  if (decoded !== null) add(decoded);
  return found;
}

/** "khoong", "thowr", "dduwocj": the letters that an input method would have turned into signs. No Vietnamese syllable ends so. */
function withoutTelex(word: string): string | null {
  if (!/^[a-z]+$/.test(word) || word.length < 3) return null;
  const plain = word
    .replace(/([aeiouy][aeiouyw]*(?:ch|ng|nh|[cmnpt])?)[sfrxj]$/, '$1')
    .replace(/([aeiouyw]+)[sfrxj](?=[aeiouyw]*(?:ch|ng|nh|[cmnpt])?$)/, '$1')
    .replace(/^dd/, 'd')
    .replace(/([aeo])\1/g, '$1')
    .replace(/([uoa])w/g, '$1');
  return plain === word ? null : plain;
}

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/;
const TILDE = '\u0303';
const HOOK = '\u0309';

function parse(word: string): Syllable {
  let shape = '';
  let tone = '';
  for (const char of word.normalize('NFD')) {
    // People mix these two up in writing as in speech.
    if (TONES.test(char)) tone = char === TILDE ? HOOK : char;
    else shape += char;
  }
  shape = sounded(shape.normalize('NFC').replace(/ð/g, 'đ'));
  return { shape, tone, folded: foldKey(shape) };
}

/** Letters that sound alike in most of the country: "xốc" and "sốc", "chích" and "trích". */
const sounded = (shape: string): string => shape.replace(/^tr/, 'ch').replace(/^s/, 'x');
