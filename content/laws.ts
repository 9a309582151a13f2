/**
 * The laws that messages and their sources cite, each with the days between which it is in force: what a text says in June 2026 may
 * be wrong in July. Days are the first on which a law holds and the first on which it no longer does. From the project's domain
 * reference of 21 November 2026 (sections 1, 2 and 6); what is null there was not found. A law that is missing here is added with its dates,
 * read in its own text, before anybody cites it.
 */
export interface Law {
  /** Number, year and issuer as they are printed. */
  number: string;
  kind: 'Luật' | 'Nghị định' | 'Nghị quyết' | 'Quyết định';
  title: string;
  /** YYYY-MM-DD. */
  issuedOn: string | null;
  from: string | null;
  until: string | null;
  /** What is cited in its place. */
  replacedBy: string | null;
  /** Ways of naming it without its number. */
  named?: RegExp;
}

const DRUG_LAW_2025 = 'Luật Phòng, chống ma túy 120/2025/QH15';

const LAWS: readonly Law[] = [
  {
    number: '120/2025/QH15',
    kind: 'Luật',
    title: 'Phòng, chống ma túy',
    issuedOn: '2025-12-10',
    from: '2026-07-01',
    until: null,
    replacedBy: null,
    named: /Luật\s+Phòng,?\s+chống\s+ma\s+t(?:úy|uý)\s+(?:năm\s+)?2025/giu,
  },
  {
    number: '73/2021/QH14',
    kind: 'Luật',
    title: 'Phòng, chống ma túy',
    issuedOn: null,
    from: null,
    until: '2026-07-01',
    replacedBy: DRUG_LAW_2025,
    named: /Luật\s+Phòng,?\s+chống\s+ma\s+t(?:úy|uý)\s+(?:năm\s+)?2021/giu,
  },
  law('163/2026/NĐ-CP', 'Nghị định', '2026-05-15', '2026-07-01'),
  law('28/2026/NĐ-CP', 'Nghị định', null, null),
  law('282/2025/NĐ-CP', 'Nghị định', null, '2025-12-15'),
  {
    ...law('144/2021/NĐ-CP', 'Nghị định', null, null),
    until: '2025-12-15',
    replacedBy: 'Nghị định 282/2025/NĐ-CP',
  },
  law('86/2025/QH15', 'Luật', null, '2025-07-01'),
  law('163/2024/QH15', 'Nghị quyết', '2024-11-27', null),
  law('28/2026/QH16', 'Nghị quyết', null, '2026-07-01'),
  law('91/2025/QH15', 'Luật', null, '2026-01-01'),
  law('116/2025/QH15', 'Luật', null, null),
  law('356/2025/NĐ-CP', 'Nghị định', null, '2026-01-01'),
  law('330/2026/NĐ-CP', 'Nghị định', '2026-08-19', null),
  law('91/2020/NĐ-CP', 'Nghị định', null, null),
  {
    ...law('13/2023/NĐ-CP', 'Nghị định', null, null),
    until: '2026-01-01',
    replacedBy: 'Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Nghị định 356/2025/NĐ-CP',
  },
];

function law(number: string, kind: Law['kind'], issuedOn: string | null, from: string | null): Law {
  return { number, kind, title: '', issuedOn, from, until: null, replacedBy: null };
}

/** What is wrong with citing a law on a day. */
export type LawProblem = { at: number } & (
  | { kind: 'expired'; law: Law }
  | { kind: 'not-yet'; law: Law }
  | { kind: 'unknown'; cited: string }
);

/** A law, decree or circular by its number: `120/2025/QH15`, `144/2021/NĐ-CP`; also without the issuer. A day (`13/6/2021`) is none. */
const NUMBERED =
  /(?<![\d/])(\d{1,4})\s*\/\s*((?:19|20)\d{2})(?:\s*\/\s*((?:QH|NĐ|TT|NQ|UBTVQH)[\p{L}\d-]*))?(?![\d/])/giu;

/**
 * Every citation of a text held against the table. Without a day, whatever has an end is out of force and nothing is too early:
 * the strictest reading, for texts that belong to no date.
 *
 * @param on the day on which the text is read, YYYY-MM-DD
 */
export function lawProblems(text: string, on: string | null = null): LawProblem[] {
  const named = LAWS.flatMap((one) =>
    one.named === undefined ? [] : [...text.matchAll(one.named)].map((match) => ({ one, at: match.index })),
  );
  const problems = named.flatMap(({ one, at }) => judge(one, on, at));
  for (const match of text.matchAll(NUMBERED)) {
    const [cited, number, year, issuer] = match;
    const short = `${number}/${year}`;
    const known = LAWS.find((one) =>
      issuer === undefined ? isShort(one, short) : fold(one.number) === fold(`${short}/${issuer}`),
    );
    if (known !== undefined) problems.push(...judge(known, on, match.index));
    else if (issuer !== undefined)
      problems.push({ kind: 'unknown', cited: cited.replace(/\s+/g, ''), at: match.index });
  }
  return problems.sort((a, b) => a.at - b.at);
}

/** "12/2025" is a month; "144/2021" can only be a number. */
const isShort = (one: Law, short: string): boolean =>
  one.number.startsWith(`${short}/`) && (Number(short.split('/')[0]) > 12 || one.until !== null);

/** NĐ and ND, QH15 and qh15 are the same issuer. */
const fold = (number: string): string => number.toUpperCase().replaceAll('Đ', 'D').replaceAll('Ð', 'D');

function judge(one: Law, on: string | null, at: number): LawProblem[] {
  if (one.until !== null && (on === null || on >= one.until)) return [{ kind: 'expired', law: one, at }];
  if (one.from !== null && on !== null && on < one.from) return [{ kind: 'not-yet', law: one, at }];
  return [];
}

/** How a law is named in a sentence. */
export const lawName = ({ kind, title, number }: Law): string => [kind, title, number].filter(Boolean).join(' ');
