/**
 * Law that messages and their sources may no longer cite, with what took its place. As of November 2026: the Law of
 * 2021 ended on 1 July 2026, the decree on penalties was replaced on 15 December 2025, that on personal data on
 * 1 January 2026.
 */
export interface ExpiredLaw {
  pattern: RegExp;
  law: string;
  instead: string;
}

export const EXPIRED_LAWS: readonly ExpiredLaw[] = [
  {
    pattern: /(?<![\d/])73\/2021|Luật\s+Phòng,?\s+chống\s+ma\s+túy\s+(?:năm\s+)?2021/giu,
    law: 'Luật Phòng, chống ma túy 73/2021/QH14',
    instead: 'Luật Phòng, chống ma túy 120/2025/QH15',
  },
  { pattern: /(?<![\d/])144\/2021/gu, law: 'Nghị định 144/2021/NĐ-CP', instead: 'Nghị định 282/2025/NĐ-CP' },
  {
    pattern: /(?<![\d/])13\/2023/gu,
    law: 'Nghị định 13/2023/NĐ-CP',
    instead: 'Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Nghị định 356/2025/NĐ-CP',
  },
];

/** Where a text cites law that is out of force. */
export function findExpiredLaws(text: string): { expired: ExpiredLaw; at: number }[] {
  return EXPIRED_LAWS.flatMap((expired) =>
    [...text.matchAll(expired.pattern)].map((match) => ({ expired, at: match.index })),
  );
}
