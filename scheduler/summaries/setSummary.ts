import type { Clock } from '../../base/clock.js';
import { argumentFault, InputError } from '../../base/errors.js';
import type { MessageKey, Translate } from '../../content/i18n.js';
import { appendAudit } from '../../people/appendAudit.js';
import { getStaff } from '../../people/getStaff.js';
import { inTransaction } from '../../people/inTransaction.js';
import type { Queryable } from '../../people/queryable.js';
import { requireStaff } from '../../people/requireStaff.js';
import { requirePeriod } from '../../plans/reporting/period.js';
import { parsePlanId } from '../../plans/review/planId.js';
import type { Database } from '../../prisma/database.js';
import { readScopes } from './scopes.js';
import type { Setting, SummaryKind } from './setting.js';

export interface SummaryBy {
  name: string;
  clock: Clock;
  say: Translate;
  locale: string;
}

/** A plan, or one of its reporting periods, by the numbers that staff type. */
export interface SummaryOf {
  plan: string;
  period: string | null;
}

/** What is to be changed; what is left out stays as it is. */
export interface SummaryChange {
  kind: SummaryKind;
  /** Null: off. */
  when?: { weekday: number | null; atMinute: number } | null;
  /** Names of members of staff; `all`: everybody whose place covers the plan's. */
  to?: 'all' | readonly string[];
  officials?: boolean;
}

/**
 * Sets when a plan's or a period's summaries come and who is told, with an entry in the audit chain for each. What was made already for the day or the week
 * stays made; an hour that has passed today begins the next time. Throws InputError.
 */
export async function setSummaries(
  db: Database,
  of: SummaryOf,
  changes: readonly SummaryChange[],
  by: SummaryBy,
): Promise<void> {
  const { planId, periodId } = await target(db, of, by.say);
  const { scopes } = await readScopes(db);
  await inTransaction(db, async (client) => {
    const actor = await allowed(client, planId, by);
    for (const { kind, when, to, officials } of changes) {
      const of = (period: number) =>
        scopes.find((one) => one.kind === kind && one.planId === planId && one.periodId === period);
      // A period that has no hour of its own yet begins with its plan's.
      const known = (of(periodId) ?? of(0))?.setting;
      if (known === undefined) throw refusal(by.say, 'notLive', { id: planId });
      const setting: Setting = {
        ...known,
        ...(when === undefined ? {} : { atMinute: when?.atMinute ?? null, weekday: when?.weekday ?? known.weekday }),
        ...(to === undefined ? {} : { staff: to === 'all' ? [] : await numbersOf(client, to, by.say) }),
        ...(officials === undefined ? {} : { officials }),
      };
      const { atMinute, weekday, staff } = setting;
      await client.query(UPSERT, [
        ...[planId, periodId, kind, atMinute, kind === 'weekly' ? weekday : null, staff],
        ...[setting.officials, actor, by.clock.now()],
      ]);
      const detail = {
        kind,
        period: periodId,
        at: atMinute,
        weekday,
        staff: staff.join('+'),
        officials: setting.officials,
      };
      await appendAudit(client, {
        at: by.clock.now(),
        actor,
        action: 'summaries.set',
        subject: `plan:${planId}`,
        detail,
      });
    }
  });
}

/** Takes what was set back: the default holds again, and a period goes with its plan. Throws InputError. */
export async function unsetSummaries(
  db: Database,
  of: SummaryOf,
  kinds: readonly SummaryKind[],
  by: SummaryBy,
): Promise<void> {
  const { planId, periodId } = await target(db, of, by.say);
  await inTransaction(db, async (client) => {
    const actor = await allowed(client, planId, by);
    // An hour chosen for an earlier version of the plan would come back otherwise.
    await client.query(
      `with recursive line as (select $1::int as id union all select p.replaces_id from line join plan p on p.id = line.id where p.replaces_id is not null)
       delete from summary_setting where period_id = $2 and kind = any($3) and ($2 <> 0 or plan_id in (select id from line))`,
      [planId, periodId, kinds],
    );
    const detail = { kinds: kinds.join('+'), period: periodId };
    await appendAudit(client, {
      at: by.clock.now(),
      actor,
      action: 'summaries.unset',
      subject: `plan:${planId}`,
      detail,
    });
  });
}

const UPSERT = `
insert into summary_setting (plan_id, period_id, kind, at_minute, weekday, staff, officials, set_by, set_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (plan_id, period_id, kind) do update set at_minute = excluded.at_minute, weekday = excluded.weekday, staff = excluded.staff,
   officials = excluded.officials, set_by = excluded.set_by, set_at = excluded.set_at`;

async function target(db: Database, of: SummaryOf, say: Translate): Promise<{ planId: number; periodId: number }> {
  const planId = await parsePlanId(db, of.plan, say);
  if (of.period === null) return { planId, periodId: 0 };
  const period = await requirePeriod(db, of.period, say);
  if (period.planId !== planId) throw refusal(say, 'otherPlan', { period: period.id, plan: planId });
  return { planId, periodId: period.id };
}

async function allowed(client: Queryable, planId: number, by: SummaryBy): Promise<string> {
  const { rows } = await client.query<{ place: string | null }>(`select place from plan where id = $1`, [planId]);
  const place = rows[0]?.place ?? null;
  const context = { locale: by.locale, ...(place === null ? {} : { place }) };
  return (await requireStaff(client, by.name, 'summaries.set', context)).name;
}

async function numbersOf(client: Queryable, names: readonly string[], say: Translate): Promise<number[]> {
  const ids: number[] = [];
  for (const name of names) {
    const staff = await getStaff(client, name);
    if (staff === null || staff.disabledAt !== null) throw refusal(say, 'unknownStaff', { name: name.slice(0, 60) });
    ids.push(staff.id);
  }
  return [...new Set(ids)].sort((a, b) => a - b);
}

function refusal(
  say: Translate,
  why: 'notLive' | 'otherPlan' | 'unknownStaff',
  values: Record<string, string | number>,
): InputError {
  const [what, mend]: [MessageKey, MessageKey] = [`summaries:fault.${why}`, `summaries:fault.${why}Mend`];
  return new InputError('summaries', [argumentFault(say(what, values), say(mend, values))]);
}
