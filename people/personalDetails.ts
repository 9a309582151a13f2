import { nfc } from '../base/text.js';

/** What in a text may say who somebody is. */
export type PersonalDetail = 'phone' | 'email' | 'id-number' | 'name' | 'address';

const SURNAMES =
  'Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trịnh|Đoàn|Mai|Trương|Lâm|Hà|Tạ|Cao|Lò|Vàng|Giàng|Thào|Sùng|Nguyen|Tran|Pham|Hoang|Huynh|Dang|Bui|Ngo|Duong|Truong';

const DETAILS: readonly (readonly [PersonalDetail, RegExp])[] = [
  ['id-number', /(?<!\d)\d{12}(?!\d)/u],
  ['phone', /(?<!\d)(?:\+?84|0)(?:[ .-]?\d){8,10}(?!\d)/u],
  ['email', /[\w.+-]+@[\w-]+\.[\w.]+/u],
  // A surname and one to three further words, each with a capital, or whatever comes behind "tên là".
  ['name', new RegExp(`(?<!\\p{L})(?:${SURNAMES})(?: \\p{Lu}\\p{Ll}+){1,3}(?!\\p{L})`, 'u')],
  ['name', /(?<!\p{L})(?:tên là|tên em là|tên tôi là|tên nó là|my name is|ten la)\s+\p{L}+/iu],
  [
    'address',
    /(?<!\p{L})(?:số nhà|so nha|nhà số|nha so|số|ngõ|ngo|ngách|hẻm|hem|kiệt|đường|phố|duong so|đội|tổ|thôn|ấp|xóm|khu phố|bản|phòng|căn hộ)\s+\d+\p{L}?(?!\p{L}|\d)/iu,
  ],
  ['address', /(?<!\p{L})(?:đường|ngõ|phố|thôn|ấp|xóm|bản|buôn) \p{Lu}\p{Ll}+/u],
];

/** Telephone numbers that everybody may write: they belong to nobody. */
const PUBLIC = /0769[ .]?04[ .]?04[ .]?04/gu;

/** What a question holds that may say who is meant, each kind once. A guess: it asks, and never decides about anybody. */
export function personalDetails(text: string): PersonalDetail[] {
  const normal = nfc(text).replace(PUBLIC, ' ');
  return [...new Set(DETAILS.flatMap(([kind, pattern]) => (pattern.test(normal) ? [kind] : [])))];
}
