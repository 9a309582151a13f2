import { day, daysIn } from '../deadlines/day.js';
import type { Paragraph } from '../outline/paragraphs.js';
import type { PlanPeriod } from '../reading.js';
import { matchKey } from '../text/key.js';

/** The time the plan is for: what its part on time says, else its title. Null when neither does. */
export function periodOf(
  title: string | null,
  paragraphs: readonly Paragraph[],
  issuedOn: string | null,
): PlanPeriod | null {
  for (const { key } of paragraphs) {
    const stated = /thời gian (?:thực hiện|triển khai|tổ chức|áp dụng)[^:.]{0,40}:\s*([^.;]{4,120})/u.exec(key);
    const period = stated?.[1] === undefined || /thường xuyên/u.test(stated[1]) ? null : spanIn(stated[1], issuedOn);
    if (period?.from != null && period.to !== null && stated !== null && stated.index < 12) return period;
  }
  if (title === null || /năm học/iu.test(title)) return null;
  const year = titleYear(title);
  return (
    spanIn(withoutCitations(matchKey(title)), issuedOn) ??
    (year === null ? null : { from: `${year}-01-01`, to: `${year}-12-31` })
  );
}

/** The year the title is for ("… năm 2023"), which dates without a year take. */
export function titleYear(title: string | null): number | null {
  const last = /(?<![-–/]\s?)(?<!\d)(20\d{2})$/u.exec(title?.trim() ?? '')?.[1];
  if (last !== undefined && !/(?:đến|-)\s*(?:hết )?(?:năm )?\d{4}$/iu.test(title ?? '')) return Number(last);
  const years = new Set(
    Array.from(
      withoutCitations(matchKey(title ?? '')).matchAll(/(?<!đến )(?<!đến hết )năm (\d{4})(?!\s?-)/gu),
      (match) => Number(match[1]),
    ),
  );
  return years.size === 1 ? ([...years][0] ?? null) : null;
}

function withoutCitations(key: string): string {
  return key
    .replace(/ngày \d{1,2}[/.-]\d{1,2}[/.-]\d{4}/gu, ' ')
    .replace(/(?:luật|nghị định)[^,;]{0,60}?năm \d{4}/gu, ' ');
}

function spanIn(key: string, issuedOn: string | null): PlanPeriod | null {
  const days =
    /từ (?:ngày )?(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))? đến (?:hết )?(?:ngày )?(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})/u.exec(
      key,
    );
  if (days !== null) {
    const year = Number(days[6]);
    return {
      from: day(Number(days[3] ?? year), Number(days[2]), Number(days[1])),
      to: day(year, Number(days[5]), Number(days[4])),
    };
  }
  const months =
    /từ tháng (\d{1,2})(?:[/.-](\d{4})| năm (\d{4}))? đến (?:hết )?tháng (\d{1,2})(?:[/.-]| năm )(\d{4})/u.exec(key);
  if (months !== null) {
    const [to, year] = [Number(months[4]), Number(months[5])];
    return {
      from: day(Number(months[2] ?? months[3] ?? year), Number(months[1]), 1),
      to: to >= 1 && to <= 12 ? day(year, to, daysIn(year, to)) : null,
    };
  }
  const years = /(\d{4})\s?(?:-|đến(?: hết)?(?: năm)?)\s?(\d{4})/u.exec(key);
  if (years !== null) return { from: `${years[1]}-01-01`, to: `${years[2]}-12-31` };
  const until = /(?:đến|tới) (?:hết )?năm (\d{4})/u.exec(key);
  const own = /(?<!đến )(?<!đến hết )năm (\d{4})/u.exec(key);
  if (own !== null) return { from: `${own[1]}-01-01`, to: `${until?.[1] ?? own[1]}-12-31` };
  return until === null ? null : { from: issuedOn, to: `${until[1]}-12-31` };
}
