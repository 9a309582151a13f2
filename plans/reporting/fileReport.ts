import { argumentFault, type Fault, InputError } from '../../base/errors.js';
import { vietnamDay } from '../../base/vietnamDay.js';
import { formatNumber } from '../../content/format.js';
import type { Translate } from '../../content/i18n.js';
import { appendAudit } from '../../people/appendAudit.js';
import { inTransaction } from '../../people/inTransaction.js';
import type { Queryable } from '../../people/queryable.js';
import type { Database } from '../../prisma/database.js';
import { changeObligation, lockObligation } from '../obligations/acting.js';
import { addEvent, isKnown } from '../obligations/events.js';
import { sayDay } from '../review/say.js';
import { type Broken, checkEntries, type Entry, type Field, type Question } from './checks.js';
import { readEarlier } from './earlier.js';
import type { Period } from './period.js';
import { requireBody } from './period.js';

/** Who files, when, and in what language they are answered. Neither an official nor staff: the machine's own shell. */
export interface Filer {
  officialId?: number | null;
  staff?: string | null;
  at: Date;
  say: Translate;
  locale: string;
  /** `<channel>:<updateId>` where it came from a chat: the same update files once. */
  key?: string | null;
}

export interface Filing {
  period: Period;
  agencyId: number;
  entries: ReadonlyMap<string, Entry>;
  via: 'workbook' | 'chat';
  sha256?: string;
  /** File and place of a figure, for the faults. */
  where?: (code: string, field: Field) => { file: string; line: number; place: string } | null;
}

export interface FiledReport {
  period: string;
  agency: { id: string; name: string };
  state: 'sent';
  /** It stands in the place of one that was sent before and not confirmed yet. */
  amended: boolean;
  /** The same update filed it before; nothing changed. */
  already: boolean;
  /** How many figures and texts it holds, and of how many. */
  filled: number;
  asked: number;
  questions: Question[];
}

/**
 * Files one body's report, all of it or nothing, in one transaction that holds its obligation: figures, history, the event and the audit entry.
 * Sent again before it is confirmed it takes the former one's place, which stays in the history. After it is confirmed it is refused, but
 * kept in the history and audited. Throws InputError with a fault for each figure that cannot be.
 */
export async function fileReport(db: Database, filing: Filing, by: Filer): Promise<FiledReport> {
  const { period, agencyId } = filing;
  const done = await inTransaction(db, async (client): Promise<FiledReport | Refusal> => {
    const body = await requireBody(client, period, agencyId, by.say);
    const obligation = await lockObligation(client, body.obligationId);
    if (obligation === null) throw new Error(`obligation ${body.obligationId} is gone`);
    const answer = {
      period: String(period.id),
      agency: { id: String(body.id), name: body.name },
      state: 'sent' as const,
    };
    if (await isKnown(client, by.key))
      return { ...answer, amended: false, already: true, filled: 0, asked: 0, questions: [] };
    const checked = checkEntries(period.form, body, filing.entries, await readEarlier(client, period, agencyId));
    if (obligation.state === 'confirmed') {
      await keep(client, filing, filing.entries, checked.questions, false, by);
      await audit(client, filing, by, 'reports.refuse', { code: 'report-confirmed' });
      return { code: 'report-confirmed', faults: [afterConfirmation(body, by)] };
    }
    if (checked.broken.length > 0) {
      await audit(client, filing, by, 'reports.refuse', { code: 'report-broken', faults: checked.broken.length });
      return { code: 'report-broken', faults: checked.broken.map((one) => brokenFault(one, filing, by)) };
    }
    const filled = [...checked.entries.values()].filter((entry) => entry.value !== null || entry.text !== null).length;
    if (filled === 0) {
      await audit(client, filing, by, 'reports.refuse', { code: 'report-empty' });
      return {
        code: 'report-empty',
        faults: [argumentFault(by.say('reporting:fault.empty'), by.say('reporting:fault.emptyMend'))],
      };
    }
    await client.query(WRITE_FIGURES, figureColumns(period.id, agencyId, checked.entries));
    await client.query('delete from figure_draft where period_id = $1 and agency_id = $2', [period.id, agencyId]);
    await keep(client, filing, checked.entries, checked.questions, true, by);
    const amended = obligation.state === 'reported';
    const today = vietnamDay(by.at);
    const doneOn = amended ? (obligation.doneOn ?? today) : today;
    await addEvent(client, {
      obligationId: obligation.id,
      at: by.at,
      kind: amended ? 'amended' : 'reported',
      onDay: doneOn,
      officialId: by.officialId ?? null,
      staff: by.staff ?? null,
      key: by.key ?? null,
      data: { period: period.id, figures: filled, questions: checked.questions.length },
    });
    await changeObligation(client, obligation.id, { ...obligation, state: 'reported', doneOn });
    await audit(client, filing, by, 'reports.file', { figures: filled, questions: checked.questions.length, amended });
    return { ...answer, amended, already: false, filled, asked: checked.entries.size, questions: checked.questions };
  });
  if ('faults' in done) throw new InputError(done.code, done.faults);
  return done;
}

/** Written down before it is thrown: the chain holds that somebody tried, and no transaction takes that back. */
interface Refusal {
  code: 'report-confirmed' | 'report-broken' | 'report-empty';
  faults: Fault[];
}

/** The body's figures of the period become these: what was there before and is not said again is gone from here, not from the history. */
const WRITE_FIGURES = `
  with given as (
    select * from unnest($3::text[], $4::float8[], $5::float8[], $6::float8[], $7::text[]) as g(code, value, cumulative, same_period, words)
  ), gone as (
    delete from figure where period_id = $1 and agency_id = $2 and code not in (select code from given)
  )
  insert into figure (period_id, agency_id, code, value, cumulative, same_period, words)
  select $1, $2, code, value, cumulative, same_period, words from given
  on conflict (period_id, agency_id, code) do update
     set value = excluded.value, cumulative = excluded.cumulative, same_period = excluded.same_period, words = excluded.words`;

function figureColumns(periodId: number, agencyId: number, entries: ReadonlyMap<string, Entry>): unknown[] {
  const rows = [...entries].filter(([, one]) => Object.values(one).some((part) => part !== null));
  const column = (field: Field | 'text'): unknown[] => rows.map(([, entry]) => entry[field]);
  return [
    periodId,
    agencyId,
    rows.map(([code]) => code),
    column('value'),
    column('cumulative'),
    column('samePeriod'),
    column('text'),
  ];
}

async function keep(
  client: Queryable,
  { period, agencyId, via, sha256 }: Filing,
  entries: ReadonlyMap<string, Entry>,
  questions: readonly Question[],
  taken: boolean,
  by: Filer,
): Promise<void> {
  await client.query(
    `insert into report_filing (period_id, agency_id, at, via, taken, official_id, staff, sha256, entries, questions) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      period.id,
      agencyId,
      by.at,
      via,
      taken,
      by.officialId ?? null,
      by.staff ?? null,
      sha256 ?? null,
      JSON.stringify(Object.fromEntries(entries)),
      JSON.stringify(questions),
    ],
  );
}

/** An entry of the chain about one body's report; also what is refused before it gets here. */
export async function audit(
  client: Queryable,
  { period, agencyId, via }: Pick<Filing, 'period' | 'agencyId' | 'via'>,
  by: Filer,
  action: 'reports.file' | 'reports.refuse',
  detail: Record<string, string | number | boolean>,
): Promise<void> {
  const actor = by.staff ?? (by.officialId == null ? 'operator' : `official:${by.officialId}`);
  await appendAudit(client, {
    at: by.at,
    actor,
    action,
    subject: `period:${period.id}`,
    detail: { agency: agencyId, via, ...detail },
  });
}

/** That a confirmed report is not replaced, and how one that has to be is. */
export function afterConfirmation({ name, sentOn }: { name: string; sentOn: string | null }, { say }: Filer): Fault {
  const values = { agency: name, day: sentOn === null ? '' : sayDay(sentOn) };
  return argumentFault(say('reporting:fault.confirmed', values), say('reporting:fault.confirmedMend'));
}

/** What cannot be in a report, and how it is mended; `where` says its cell. */
export function brokenFault(
  { code, field, problem, against }: Broken,
  { period, where, entries }: Pick<Filing, 'period' | 'where' | 'entries'>,
  { say, locale }: Filer,
): Fault {
  const one = period.form.indicators.find((indicator) => indicator.code === code);
  const at = where?.(code, field) ?? null;
  const rule =
    one?.sum?.join(' + ') ??
    (one?.percent === undefined ? (one?.within ?? '') : `${one.percent.part} / ${one.percent.whole}`);
  const now = entries.get(code)?.[field] ?? null;
  const what = say(`reporting:check.${problem}`, {
    code,
    name: one?.name ?? code,
    field: say(`reporting:field.${field}`),
    now: now === null ? '' : formatNumber(now, locale),
    against: formatNumber(against, locale),
    rule,
  });
  return {
    file: at?.file ?? null,
    line: at?.line ?? null,
    what: at === null ? what : `${at.place}: ${what}`,
    mend: say(`reporting:check.${problem}Mend`),
  };
}

/** A question in a sentence: what was unlikely, beside what it was held against. */
export function sayQuestion(question: Question, period: Period, say: Translate, locale: string): string {
  const one = period.form.indicators.find(({ code }) => code === question.code);
  const number = (value: number | null): string => (value === null ? '—' : formatNumber(value, locale));
  return say(`reporting:question.${question.kind}`, {
    code: question.code,
    name: one?.name ?? question.code,
    unit: one?.unit ?? '',
    now: number(question.now),
    before: number(question.before),
  });
}
