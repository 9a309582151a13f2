import { agencyKey } from './agencyKey.js';

/** How sure a fact is: confirmed in a text that was read, said by a secondary source, or inferred. */
export type Confidence = 'confirmed' | 'secondary' | 'inferred';

export interface Successor {
  name: string;
  confidence: Confidence;
  /** The only part of its work that is known to have gone there. */
  about?: 'rehabilitation';
}

/** A body, or a class of bodies, that the two-level government of 1 July 2025 (or the mergers before it) did away with. */
export type Former =
  | { kind: 'body'; successors: readonly Successor[] }
  /** "UBND các huyện, thành phố": the communes do that work now; to be confirmed task by task. */
  | { kind: 'districts'; confidence: Confidence }
  /** One district's body: which commune follows is not to be known from the name. */
  | { kind: 'district' };

/**
 * What became of a body that plans before July 2025 name, or null for bodies that exist. Only what the project's notes
 * on the two-level government say, with their confidence; a person decides.
 */
export function formerBody(name: string): Former | null {
  const key = agencyKey(name);
  for (const { form, successors } of DEPARTMENTS) if (form.test(key)) return { kind: 'body', successors };
  const words = name.normalize('NFC').toLowerCase();
  if (!/(?:^|[\s,])(?:huyện|quận|thị xã)(?=[\s,]|$)/u.test(words)) return null;
  return /^(?:chủ tịch )?(?:ubnd|[uủ][yỷ] ban nhân dân|các|cấp)/u.test(words) && /(?:các|cấp) |, /u.test(words)
    ? { kind: 'districts', confidence: 'inferred' }
    : { kind: 'district' };
}

/**
 * Drug rehabilitation moved from labour departments to the police (confirmed; other work of that department went
 * elsewhere, which a person must know). The mergers of departments are inferred from their names.
 */
const DEPARTMENTS: readonly { form: RegExp; successors: readonly Successor[] }[] = [
  {
    form: /^so lao dong thuong binh xa hoi/,
    successors: [{ name: 'Công an tỉnh', confidence: 'confirmed', about: 'rehabilitation' }],
  },
  {
    form: /^so (?:nong nghiep phat trien nong thon|tai nguyen moi truong)/,
    successors: [{ name: 'Sở Nông nghiệp và Môi trường', confidence: 'inferred' }],
  },
  { form: /^so ke hoach dau tu/, successors: [{ name: 'Sở Tài chính', confidence: 'inferred' }] },
  {
    form: /^so thong tin truyen thong/,
    successors: [
      { name: 'Sở Văn hóa, Thể thao và Du lịch', confidence: 'inferred' },
      { name: 'Sở Khoa học và Công nghệ', confidence: 'inferred' },
    ],
  },
];
