import { argumentFault, type Fault, InputError } from '../../base/errors.js';
import { nfc } from '../../base/text.js';
import { vietnamDay } from '../../base/vietnamDay.js';
import { type MessageKey, translator } from '../../content/i18n.js';
import type { Agency } from '../../people/agencies/agency.js';
import { appendAudit } from '../../people/appendAudit.js';
import { inTransaction } from '../../people/inTransaction.js';
import { oneRow } from '../../people/queryable.js';
import { requireStaff } from '../../people/requireStaff.js';
import type { Database } from '../../prisma/database.js';
import { isDay } from '../obligations/obligation.js';
import type { By } from '../review/by.js';
import { parsePlanId } from '../review/planId.js';
import { readPlanRow } from '../review/stored.js';
import { chooseBodies } from './chooseBodies.js';
import { isPolice } from './form.js';
import { findForm } from './storeForm.js';

/** A period as staff ask for it. Days are YYYY-MM-DD. */
export interface NewPeriod {
  /** Key of a form that was imported, or its number. */
  form: string;
  planId: string;
  name: string;
  from: string;
  to: string;
  cutOff: string;
  /** The last day in time. */
  dueOn: string;
  nextDueOn: string | null;
  /** `communes, departments, unions, plan`, names and numbers of agencies, parted by commas. */
  bodies: string;
  standing: Agency;
}

export interface OpenedPeriod {
  id: string;
  name: string;
  bodies: number;
  /** Reports that a duty or task of the plan asks for by the same day anyway: they got the form, and stay one obligation. */
  adopted: number;
  /** The form has figures that the police alone fill in, and no police body was asked. */
  noPolice: boolean;
}

/**
 * Opens a reporting period: one obligation for each body, and one for the standing agency's own next step, in one transaction. What a
 * duty of the plan, or a task whose deliverable is a report, makes a body report by that very day is not asked twice: it gets the form. Throws InputError.
 */
export async function openPeriod(db: Database, wanted: NewPeriod, by: By & { name: string }): Promise<OpenedPeriod> {
  const planId = await parsePlanId(db, wanted.planId, by.say);
  checkDays(wanted, by);
  return inTransaction(db, async (client) => {
    const plan = await readPlanRow(client, planId, true);
    if (plan?.state !== 'active') throw refuse(by, 'planNotActive', { id: planId });
    await requireStaff(client, by.name, 'reports.edit', {
      locale: by.locale,
      ...(plan.place === null ? {} : { place: plan.place }),
    });
    const form = await findForm(client, wanted.form, by.say);
    const bodies = await chooseBodies(client, wanted.bodies, plan, by);
    const name = nfc(wanted.name).replace(/\s+/g, ' ').trim().slice(0, 200);
    if (name === '') throw refuse(by, 'noName', {});
    const at = by.clock.now();
    const official = translator('vi');
    const asks = official('reporting:asks.bodies', { form: form.definition.name, period: name });
    const nextAsks = official('reporting:asks.next', { form: form.definition.name, period: name });
    const { rows } = await client.query<{ id: number }>(
      `insert into reporting_period (form_id, plan_id, name, from_day, to_day, cut_off, due_on, next_due_on, standing_id, asks, next_asks, created_by, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (plan_id, name) do nothing returning id`,
      [
        form.id,
        planId,
        name,
        wanted.from,
        wanted.to,
        wanted.cutOff,
        wanted.dueOn,
        wanted.nextDueOn,
        wanted.standing.id,
        asks,
        nextAsks,
        by.name,
        at,
      ],
    );
    const id = rows[0]?.id;
    if (id === undefined) throw refuse(by, 'periodTwice', { name });
    const ids = bodies.map((body) => body.id);
    const days = [planId, id, ids, wanted.dueOn, vietnamDay(at)];
    const { count: adopted } = await oneRow<{ count: number }>(client, ADOPT, [planId, id, ids, wanted.dueOn]);
    await client.query(LAY_OUT, days);
    if (wanted.nextDueOn !== null)
      await client.query(NEXT_STEP, [planId, id, wanted.standing.id, wanted.nextDueOn, vietnamDay(at)]);
    const detail = { plan: planId, form: form.id, bodies: bodies.length, adopted };
    await appendAudit(client, { at, actor: by.name, action: 'reports.open', subject: `period:${id}`, detail });
    const police = form.definition.indicators.some((one) => one.by === 'police');
    return { id: String(id), name, bodies: bodies.length, adopted, noPolice: police && !bodies.some(isPolice) };
  });
}

/** What a duty of the plan, else a task whose paper is a report, has the body report by that day: it stays the one obligation. Of several of one body the first. */
const ADOPT = `
  with chosen as (
    select distinct on (o.agency_id) o.id from obligation o left join plan_task t on t.id = o.task_id
     where o.plan_id = $1 and (o.duty_id is not null or t.deliverable = 'báo cáo') and o.period_id is null and o.state = 'open'
       and o.agency_id = any($3) and (o.due_on = $4::date or o.written_on = $4::date)
     order by o.agency_id, o.task_id is not null, o.id
  ), adopted as (
    update obligation o set period_id = $2 from chosen where chosen.id = o.id returning 1
  )
  select count(*)::int as count from adopted`;

/** A body is asked or requested as the plan does elsewhere; where it does not, the unions are requested, who are not under the committee. */
const LAY_OUT = `
  insert into obligation (plan_id, period_id, agency_id, mode, kind, source, written_on, due_on, first_due_on, owed_from)
  select $1, $2, a.id, coalesce((select o.mode from obligation o where o.plan_id = $1 and o.agency_id = a.id order by o.mode = 'giao' desc limit 1),
           case when a.kind = 'union' then 'đề nghị' else 'giao' end), 'dated', 'clerk', $4::date, $4::date, $4::date, $5::date
    from agency a where a.id = any($3) and not exists (select from obligation o where o.period_id = $2 and o.agency_id = a.id)
   order by a.id`;

const NEXT_STEP = `
  insert into obligation (plan_id, period_id, agency_id, occurrence, mode, kind, source, written_on, due_on, first_due_on, owed_from)
  values ($1, $2, $3, 'next', 'giao', 'dated', 'clerk', $4::date, $4::date, $4::date, $5::date)`;

function checkDays(wanted: NewPeriod, by: By): void {
  const faults: Fault[] = [];
  const say = (key: 'badDay' | 'daysOrder', values: Record<string, string>): void =>
    void faults.push(argumentFault(by.say(`reporting:fault.${key}`, values), by.say(`reporting:fault.${key}Mend`)));
  const days: [string, string | null][] = [
    ['--from', wanted.from],
    ['--to', wanted.to],
    ['--cut-off', wanted.cutOff],
    ['--due', wanted.dueOn],
    ['--next-due', wanted.nextDueOn],
  ];
  for (const [option, day] of days) if (day !== null && !isDay(day)) say('badDay', { option, value: day.slice(0, 40) });
  if (faults.length === 0) {
    const later = (a: number, b: number): void => {
      const [[first, one], [second, other]] = [days[a] ?? ['', null], days[b] ?? ['', null]];
      if (one !== null && other !== null && other < one) say('daysOrder', { first, second });
    };
    later(0, 1);
    later(0, 2);
    later(2, 3);
    later(3, 4);
  }
  if (faults.length > 0) throw new InputError('bad-days', faults);
}

type Why = 'planNotActive' | 'noName' | 'periodTwice';

function refuse(by: By, why: Why, values: Record<string, string | number>): InputError {
  const mend: MessageKey = `reporting:fault.${why}Mend`;
  return new InputError(CODES[why], [argumentFault(by.say(`reporting:fault.${why}`, values), by.say(mend, values))]);
}

const CODES = { planNotActive: 'plan-not-active', noName: 'no-name', periodTwice: 'period-exists' } as const;
