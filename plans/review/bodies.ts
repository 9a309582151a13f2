import { foldKey } from '../../base/text.js';
import { agencyKey } from '../../people/agencies/agencyKey.js';
import { type Former, formerBody } from '../../people/agencies/formerBody.js';
import { bodiesAt } from '../agencies/list.js';
import { matchKey } from '../text/key.js';

/** What can be addressed together: the kinds of agencies of the plan's own place, and the people's committees of its communes. */
export const MEMBERS = ['department', 'union', 'village', 'school', 'commune'] as const;
export type Member = (typeof MEMBERS)[number];

/** What a body printed in a plan is, before anybody is asked. `key` is what answers are given for: the same body, the same key. */
export type PrintedBody =
  | { kind: 'agency'; key: string }
  | { kind: 'former'; key: string; former: Former }
  /** A class; empty where the words name nobody who could be listed ("chính quyền các cấp"). */
  | { kind: 'class'; key: string; members: Member[] };

/** @param placeName short name of the plan's place, which a body's name may repeat */
export function printedBody(name: string, placeName: string | null): PrintedBody {
  const former = formerBody(name);
  const key = agencyKey(name, placeName);
  if (former !== null) return { kind: 'former', key, former };
  if (!isClass(name)) return { kind: 'agency', key };
  const members = membersOf(name);
  return { kind: 'class', key: `class:${members.length > 0 ? members.join('+') : key}`, members };
}

function isClass(name: string): boolean {
  const words = matchKey(name);
  if (/(?:^|\s)(?:các|những|mỗi|từng|cấp xã|cấp phường|các cấp)(?=[\s,]|$)/u.test(words) && !NAMED.test(words))
    return true;
  if (/xã, phường|phường, xã|xã, thị trấn/u.test(words)) return true;
  // "cơ quan Công an" is one body, however it is written.
  if (/^\p{Lu}/u.test(name) || /^(?:cơ quan|ngành|lực lượng) \p{Lu}/u.test(name)) return false;
  return bodiesAt(name, words, 0)?.bodies[0]?.isClass === true;
}

/** One body although it holds such a word: "Ban Quản lý các khu công nghiệp", "Viện Kiểm sát nhân dân các cấp". */
const NAMED = /^(?:ban quản lý|hội|liên hiệp|viện kiểm sát|tòa án|văn phòng|trung tâm) /u;

function membersOf(name: string): Member[] {
  // Those involved ("liên quan", "chức năng") are whoever it turns out to be: nobody who could be listed beforehand.
  if (/liên quan|hữu quan|chức năng/u.test(matchKey(name))) return [];
  const key = foldKey(name).replaceAll('co so', '');
  const words = name.normalize('NFC').toLowerCase();
  if (/^(?:chu tich )?(?:ubnd|uy ban nhan dan)/.test(key)) return ['commune'];
  const forms: readonly (readonly [Member, boolean])[] = [
    [
      'department',
      /(?:^|[\s,])(?:so|nganh|phong|co quan|don vi)(?:[\s,]|$)/.test(key) && !/cap uy|luc luong/.test(key),
    ],
    [
      'union',
      /doan the|to chuc (?:chinh tri|thanh vien|quan chung|hoi)|mttq|mat tran to quoc|hoi quan chung/.test(key),
    ],
    ['village', /(?:^|[\s,])(?:tổ dân phố|thôn|làng|bản|ấp|khu phố|khóm|buôn|xóm)(?:[\s,]|$)/u.test(words)],
    ['school', /(?:^|\s)giao duc|nha truong|truong hoc|cac truong/.test(key)],
    [
      'commune',
      /dia phuong|xa, phuong|phuong, xa|cac xa|cac phuong|cap xa/.test(key) && !/cap uy|chinh quyen/.test(key),
    ],
  ];
  return forms.filter(([, there]) => there).map(([member]) => member);
}
