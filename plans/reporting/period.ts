import { argumentFault, InputError } from '../../base/errors.js';
import type { Translate } from '../../content/i18n.js';
import type { AgencyKind } from '../../people/agencies/agencyKind.js';
import { queryable, type Sql } from '../../people/queryable.js';
import { type Form, formSchema } from './form.js';

/** Kỳ báo cáo: one form, asked of some bodies for one span of days. Days are YYYY-MM-DD in Vietnam. */
export interface Period {
  id: number;
  form: Form;
  formSha: string;
  planId: number;
  name: string;
  from: string;
  to: string;
  /** The day on which figures are counted. */
  cutOff: string;
  /** The last day in time for the bodies; and for what the standing agency itself owes after them. */
  dueOn: string;
  nextDueOn: string | null;
  /** Cơ quan thường trực, to whom the reports go, and the place whose figures it adds up. */
  standing: { id: number; name: string; key: string; kind: AgencyKind; place: string };
}

/** `none` chưa báo cáo, `sent` đã gửi chờ xác nhận, `accepted` đã tiếp nhận, `returned` trả lại bổ sung. */
export const REPORT_STATES = ['none', 'sent', 'accepted', 'returned'] as const;
export type ReportState = (typeof REPORT_STATES)[number];

/** A body that owes a report of the period, and how far it is. */
export interface Body {
  id: number;
  name: string;
  key: string;
  kind: AgencyKind;
  place: string;
  obligationId: number;
  state: ReportState;
  /** The day it was sent. */
  sentOn: string | null;
  dueOn: string;
  /** What is missing, where it was sent back. */
  missing: string | null;
}

/** The period of that number, or null. */
export async function readPeriod(on: Sql, id: number): Promise<Period | null> {
  const { rows } = await queryable(on).query<Omit<Period, 'form'> & { definition: unknown }>(
    `select r.id, f.definition, f.sha256 as "formSha", r.plan_id as "planId", r.name, r.from_day::text as "from", r.to_day::text as "to", r.cut_off::text as "cutOff",
            r.due_on::text as "dueOn", r.next_due_on::text as "nextDueOn", jsonb_build_object('id', a.id, 'name', a.name, 'key', a.key, 'kind', a.kind, 'place', a.place) as standing
       from reporting_period r join report_form f on f.id = r.form_id join agency a on a.id = r.standing_id where r.id = $1`,
    [id],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { definition, ...period } = row;
  return { ...period, form: formSchema.parse(definition) };
}

/** The period that a number from outside means. Throws InputError where there is none. */
export async function requirePeriod(on: Sql, text: string, say: Translate): Promise<Period> {
  const id = /^#?([1-9]\d{0,8})$/.exec(text.trim())?.[1];
  const period = id === undefined ? null : await readPeriod(on, Number(id));
  if (period !== null) return period;
  throw new InputError('unknown-period', [
    argumentFault(
      say('reporting:fault.unknownPeriod', { id: text.slice(0, 40) }),
      say('reporting:fault.unknownPeriodMend'),
    ),
  ]);
}

/** Who owes a report of the period, the province's own before the communes', by name; what is no longer owed is left out. One statement. */
export async function readBodiesOf(on: Sql, periodId: number): Promise<Body[]> {
  const { rows } = await queryable(on).query<Body>(
    `select a.id, a.name, a.key, a.kind, a.place, o.id as "obligationId", o.done_on::text as "sentOn", o.due_on::text as "dueOn",
            case o.state when 'reported' then 'sent' when 'confirmed' then 'accepted' else case when last.kind = 'sent-back' then 'returned' else 'none' end end as state,
            case when o.state = 'open' then last.data->>'missing' end as missing
       from obligation o join agency a on a.id = o.agency_id
       left join lateral (select e.kind, e.data from obligation_event e where e.obligation_id = o.id
         and e.kind in ('reported', 'amended', 'undone', 'sent-back') order by e.id desc limit 1) last on o.state = 'open'
      where o.period_id = $1 and o.occurrence <> 'next' and o.state <> 'dropped' order by length(a.place), a.place, a.name, a.id`,
    [periodId],
  );
  return rows;
}

/** The body of a period, or an InputError that says that it owes none. */
export async function requireBody(on: Sql, period: Period, agencyId: number, say: Translate): Promise<Body> {
  const found = (await readBodiesOf(on, period.id)).find(({ id }) => id === agencyId);
  if (found !== undefined) return found;
  throw new InputError('not-asked', [
    argumentFault(
      say('reporting:fault.notAsked', { period: period.name }),
      say('reporting:fault.notAskedMend', { id: period.id }),
    ),
  ]);
}
