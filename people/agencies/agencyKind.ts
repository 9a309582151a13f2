import { foldKey } from '../../base/text.js';

/**
 * What a body is, as far as plans address bodies together: "các sở, ban, ngành" means the departments, "các tổ chức chính
 * trị - xã hội" the unions, "UBND các xã, phường" the committees of communes.
 */
export const AGENCY_KINDS = ['committee', 'department', 'union', 'village', 'school', 'other'] as const;
export type AgencyKind = (typeof AGENCY_KINDS)[number];

/** Told from the first words of the name. */
export function agencyKind(name: string): AgencyKind {
  // "bản" (a village) and "ban" (a board) differ by nothing but the mark.
  if (VILLAGE.test(name.normalize('NFC').toLowerCase())) return 'village';
  const key = foldKey(name);
  for (const [kind, form] of FORMS) if (form.test(key)) return kind;
  return 'other';
}

const VILLAGE = /^(?:tổ dân phố|thôn|làng|bản|ấp|khu phố|khóm|buôn|sóc|xóm)(?:\s|$)/u;

const FORMS: readonly (readonly [AgencyKind, RegExp])[] = [
  [
    'union',
    /^(?:ubmttq|uy ban (?:mttq|mat tran)|mttq|mat tran|tinh doan|thanh doan|doan (?:thanh nien|tncs|xa|phuong)|hoi|lien doan lao dong|ldld|lien hiep|cong doan)/,
  ],
  ['committee', /^(?:ubnd|uy ban nhan dan)/],
  ['school', /^(?:truong|dai hoc|hoc vien|co so giao duc)/],
  [
    'department',
    /^(?:so|thanh tra|van phong|cong an|bo chi huy|ban chi huy|bchqs|bo doi|phong|ban|chi cuc|cuc|thue|hai quan|kho bac|bao hiem|bhxh|trung tam|tram y te|bao|dai|cong thong tin|quan ly thi truong)/,
  ],
];
