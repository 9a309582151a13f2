import { ageRange } from '../../bot/channels/zalo/massTarget.js';
import { formatMoment } from '../../content/format.js';
import type { MessageKey, Translate } from '../../content/i18n.js';
import type { Database } from '../../prisma/database.js';
import type { StoredTarget } from '../../scheduler/mass/row.js';
import type { MassStatus } from '../../scheduler/mass/status.js';
import { REPORTED } from '../../scheduler/mass/verbs.js';
import type { Session } from '../session.js';

/** Whom a target means, in one sentence: "everybody who follows the OA in tỉnh Thanh Hóa; aged 18–24". */
export async function meaningOf(db: Database, target: StoredTarget, say: Translate): Promise<string> {
  const { provinces, regions, ages, gender, platforms } = target;
  const places =
    provinces === null
      ? null
      : (await db.prisma.place.findMany({ where: { code: { in: provinces } }, orderBy: { code: 'asc' } })).map(
          ({ kind, shortName }) => `${kind} ${shortName}`,
        );
  const list = (words: readonly string[]): string => words.join(', ');
  return [
    places === null ? say('article:meaning.everyone') : say('article:meaning.provinces', { places: list(places) }),
    regions === null
      ? null
      : say('article:meaning.regions', { regions: list(regions.map((one) => say(`article:meaning.${one}`))) }),
    ages === null ? null : say('article:meaning.ages', { ages: list(ages.map(({ from, to }) => ageRange(from, to))) }),
    gender === null ? null : say(`article:meaning.${gender}`),
    platforms === null
      ? null
      : say('article:meaning.platforms', { platforms: list(platforms.map((one) => say(`article:meaning.${one}`))) }),
  ]
    .filter((words) => words !== null)
    .join('; ');
}

/** How the platform aims, and where its names of provinces are not today's. */
export function howAimed({ places, provinces }: StoredTarget, say: Translate): string[] {
  const merged = provinces !== null && places.length > provinces.length;
  return [
    say('article:meaning.how'),
    ...(merged ? [say('article:meaning.asOfOld', { places: places.join(', ') })] : []),
  ];
}

/** What is used of the month's budget, what is left, and when there is room again. */
export function budgetLines(budget: MassStatus['budget'], { say, locale }: Session): string[] {
  const [year = '', month = ''] = budget.month.split('-');
  const { used, limit, left } = budget;
  const lines = [say('article:budget.line', { month: `${Number(month)}/${year}`, used, limit, left })];
  if (budget.freeAgainAt !== null)
    lines.push(say('article:budget.freeAgain', { at: formatMoment(new Date(budget.freeAgainAt), locale) }));
  return [...lines, say('article:budget.set')];
}

/** What is known of how many it reached: nothing by itself, and what staff read elsewhere. */
export function reachLines({ reported }: Pick<MassStatus, 'reported'>, say: Translate): string[] {
  const lines = [say('article:reach.unknown')];
  if (reported !== null)
    lines.push(
      reported.people === null
        ? say('article:reach.reportedNone', { by: reported.by })
        : say('article:reach.reported', { by: reported.by, people: reported.people }),
    );
  return lines;
}

const REASONS: Readonly<Record<string, MessageKey>> = {
  'no-answer': 'article:reason.no-answer',
  'article-unanswered': 'article:reason.article-unanswered',
  'changed-after-approval': 'article:reason.changed-after-approval',
  gap: 'article:reason.gap',
  'zalo-211': 'article:reason.zalo-211',
  'zalo-221': 'article:reason.zalo-221',
  'zalo-223': 'article:reason.zalo-223',
  'zalo-224': 'article:reason.zalo-224',
  'zalo-248': 'article:reason.zalo-248',
};

/** A reason in words; what no sentence exists for stays as the platform said it. */
export function reasonInWords(reason: string, say: Translate): string {
  if (reason.startsWith(REPORTED)) return say('article:reason.reported', { why: reason.slice(REPORTED.length) });
  const key = REASONS[reason];
  return key === undefined ? reason : `${say(key)} (${reason})`;
}
