import {
  CLASS_GROUPS,
  CLASS_TAILS,
  FIELDS,
  FORCES,
  LEVELS,
  NAME_WORDS,
  PLACE_TAILS,
  PLURALS,
  STRONG_HEADS,
  WEAK_HEADS,
} from './lexicon.js';
import { keyOf, phraseAt, phrasesOf, type Token } from './tokens.js';

export const strong = phrasesOf(STRONG_HEADS);

export const weak = phrasesOf(WEAK_HEADS);

export const fields = phrasesOf(FIELDS);

export const nameWords = phrasesOf(NAME_WORDS);

export const levels = phrasesOf(LEVELS);

export const plurals = phrasesOf(PLURALS);

export const tails = phrasesOf(CLASS_TAILS);

export const groups = CLASS_GROUPS.map(phrasesOf);

export const places = groups[2] ?? phrasesOf([]);

/** Heads whose field follows at once. */
export const FIELD_HEADS = new Set([
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
export const PERSONS = new Set([
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

export const LIST_HEADS = new Set(['sở', 'bộ', 'phòng', 'ban', 'báo', 'đài', 'ngành']);

export const placeTails = phrasesOf(PLACE_TAILS);

export const forces = phrasesOf(FORCES);

export const LISTS_FORCES = new Set([
  'công an',
  'lực lượng',
  'lực lượng chức năng',
  'cơ quan',
  'cảnh sát',
  'bộ đội biên phòng',
]);

export const CONNECTORS = new Set([
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

/** A head that only a name of its own can follow: it begins a new body even inside an enumeration. */
export function isNamed(tokens: readonly Token[], at: number): boolean {
  const size = phraseAt(tokens, at, strong);
  // "Trung tâm Văn hóa, Thể thao …" is a name, although "các trung tâm" are a class.
  const proper = tokens[at]?.capital === true && tokens[at + size]?.capital === true;
  if (size > 0 && (proper || groups.every((group) => phraseAt(tokens, at, group) < size))) return true;
  return weakHead(tokens, at) > 0 && tokens[at + 1]?.capital === true;
}

export function weakHead(tokens: readonly Token[], at: number): number {
  const size = phraseAt(tokens, at, weak);
  const next = tokens[at + size];
  if (size === 0 || next === undefined) return 0;
  // "Đoàn các xã, phường", "Hội các cấp".
  if (tokens[at]?.capital === true && next.key === 'các' && phraseAt(tokens, at + size + 1, places) > 0) return size;
  // In running text the head may be in lower case ("ngành Giáo dục"), its name may not.
  if (tokens[at]?.capital !== true)
    return next.capital && /^\p{L}/u.test(next.key) && LOWER_HEADS.has(keyOf(tokens, at, at + size)) ? size : 0;
  // In a line of capitals every word has one: "TỔ CHỨC THỰC HIỆN", "PHÒNG NGỪA".
  if (tokens[at]?.shouted === true && next.shouted) return phraseAt(tokens, at + size, fields) > 0 ? size : 0;
  return next.capital || phraseAt(tokens, at + size, fields) > 0 ? size : 0;
}

export function separatorEnd(tokens: readonly Token[], at: number): number {
  const key = tokens[at]?.key;
  if (key === ',' || key === ';') return at + (tokens[at + 1]?.key === 'và' || tokens[at + 1]?.key === 'cùng' ? 2 : 1);
  if (key === 'và' || key === '&' || key === '/') return at + 1;
  if (key === 'cùng') return at + (tokens[at + 1]?.key === 'với' ? 2 : 1);
  return at;
}

/** Reads a body inside a name ("các đơn vị thuộc UBND tỉnh"); handed in, because names and bodies contain each other. */
export type Inner = (tokens: readonly Token[], at: number) => Body | null;
