import { foldKey, nfc } from '../../../base/text.js';

/** Longer messages tell something: they are questions, or for whoever is on the other side. */
const MOST_CHARS = 80;

/** All of these without diacritics, as whole messages: politeness and hurry around them do not matter. */
const BEFORE =
  '(?:xin|cho phep|cho|toi|tui|em|e|minh|mk|con|chau|bac|co|chu|anh|chi|ad|admin|kenh|oi|a|da|muon|mun|can|duoc|dc|lam on|vui long|hay|giup|bay gio|gio|i|we|id|would|like|want|need|to|please|pls|can|could|may|let me) ';
const AFTER =
  ' (?:a|ah|nhe|nha|di|voi|vs|gium|giup|giup toi|giup em|duoc khong|dc khong|duoc ko|dc ko|duoc k|dc k|khong|ko|hong|k|ngay|luon|gap|bay gio|truc tiep|rieng|that|please|pls|now|oi|nhi)';
const ONE = '(?:mot |1 |cac |anh |chi |vi |ai do la |may )*';
const WHO =
  '(?:can bo|cbo|cb|nhan vien|nv|tu van vien|chuyen vien|nguoi that|nguoi that viec|nguoi phu trach|nguoi truc|nguoi tu van|nguoi ho tro|nguoi cua phuong|nguoi|ng|admin|ad|ai do)(?: (?:truc|phu trach|that|tu van|ho tro|phuong|xa|y te))?';
const SPEAK =
  '(?:noi chuyen|noi|tro chuyen|tam su|chat|nhan tin|trao doi|lien he|lien lac|ket noi|gap go|nc|ns)(?: truc tiep| rieng)?(?: duoc| dc)?';
const ASKS = [
  `gap(?: mat| truc tiep| duoc)? ${ONE}${WHO}`,
  `${SPEAK}(?: duoc)? (?:voi|vs|zoi|cung|toi|den|cho) ${ONE}${WHO}`,
  `${SPEAK} (?:can bo|cbo|cb|nhan vien|nguoi that)`,
  `chuyen(?: may)? (?:cho|sang|qua|den|toi|gap) ${ONE}${WHO}`,
  `goi ${ONE}(?:can bo|cbo|cb)(?: truc)?`,
  'co (?:can bo|cbo|cb|nhan vien)(?: nao)?(?: dang)?(?: truc| o day| o do| online)?',
  '(?:can bo|cbo|cb)(?: truc)?',
  '(?:talk|speak|chat)(?: to| with)? (?:a |an |the |some |somebody|someone|real )*(?:human|person|people|officer|official|staff|agent|somebody|someone)?',
  '(?:a |an )?(?:human|real person|live agent|officer)',
] as const;
const asks = new RegExp(`^(?:${BEFORE})*(?:${ASKS.join('|')})(?:${AFTER})*$`);

const ENDS = [
  'ket thuc',
  'ket thuc cuoc noi chuyen',
  'ket thuc noi chuyen',
  'ket thuc tro chuyen',
  'ket thuc cuoc tro chuyen',
  'ketthuc',
  'xin ket thuc',
  'dung noi chuyen',
  'thoi noi chuyen',
  'khong noi chuyen nua',
  'end',
  'end chat',
  'end talk',
  'end the talk',
  'finish',
];
const ends = new RegExp(`^(?:${ENDS.join('|')})(?: a| nhe| nha| o day| thoi| roi)?$`);

/** Whether somebody asks for a person to talk with: "gặp cán bộ", "cho em noi chuyen voi nguoi that dc ko". */
export const asksForPerson = (text: string): boolean => matches(asks, text);

/** Whether somebody ends the talk: "kết thúc". A stop is not meant here; it stops everything. */
export const endsTalk = (text: string): boolean => matches(ends, text);

function matches(pattern: RegExp, text: string): boolean {
  if (text.length > MOST_CHARS) return false;
  const bare = foldKey(nfc(text).replace(/[^\p{L}\p{M}\p{N}]+/gu, ' '));
  return pattern.test(bare);
}
