import { argumentFault, type Fault, InputError } from '../../base/errors.js';
import { inTransaction } from '../../people/inTransaction.js';
import { queryable, type Sql } from '../../people/queryable.js';
import type { Database } from '../../prisma/database.js';
import { checkEntries, type Entry, NOTHING } from './checks.js';
import { readEarlier } from './earlier.js';
import { leaveToLoa } from './figureByFigure.js';
import { afterConfirmation, audit, brokenFault, type Filer, fileReport } from './fileReport.js';
import { indicatorsFor, sectionsToWrite } from './form.js';
import { type Body, type Period, readBodiesOf, readPeriod } from './period.js';
import { markOf, type Opened, readWorkbook } from './readWorkbook.js';
import { identityFaults, placesIn } from './takeWorkbook.js';

/** A workbook that came into a chat, and whose it may be. */
export interface SentWorkbook {
  /** As the sender named it; stands in the faults. */
  file: string;
  /** Of its bytes. */
  sha256: string;
  /** The bodies that the sender acts for. */
  agencies: readonly number[];
  /** The report that is being asked for just now: then a workbook without a mark is taken for it, and another period's is a fault. */
  expected: { period: Period; agencyId: number } | null;
}

export type DraftedWorkbook =
  | {
      kind: 'drafted';
      period: Period;
      body: Body;
      /** Figures and texts it holds, and of how many. */
      filled: number;
      asked: number;
      /** Answers that were given before stood otherwise: the workbook took their place. */
      replaced: boolean;
    }
  /** The very file that was sent last, and waits to be confirmed. */
  | { kind: 'same'; period: Period; body: Body }
  /** What is wrong, sheet and cell and remedy, in the sender's language. Nothing of it is kept but an entry in the audit chain. */
  | { kind: 'faults'; faults: readonly Fault[] }
  /** It bears no mark of ours, and no report is being asked for. */
  | { kind: 'not-ours' };

/**
 * Makes a filled form the draft of its body's report, whole or not at all: nothing is sent, the figures stand where those typed one by one would
 * and are sent by the same word. What the checks refuse never becomes a draft. The same file again changes nothing. A report that is
 * confirmed already is not touched: what came is kept in the history and audited, as by every other way.
 */
export async function draftWorkbook(
  db: Database,
  opened: Opened,
  sent: SentWorkbook,
  by: Filer,
): Promise<DraftedWorkbook> {
  const mark = markOf(opened);
  if (mark === null && sent.expected === null) return { kind: 'not-ours' };
  const period = sent.expected?.period ?? (mark === null ? null : await readPeriod(db, mark.period));
  const agencyId = sent.expected?.agencyId ?? mark?.agency;
  const body =
    period === null || agencyId === undefined || !sent.agencies.includes(agencyId)
      ? undefined
      : (await readBodiesOf(db, period.id)).find(({ id }) => id === agencyId);
  if (period === null || body === undefined) return notTheirs(db, sent, period, agencyId, by);

  const refused = async (code: string, faults: Fault[]): Promise<DraftedWorkbook> => {
    await audit(db.pool, { period, agencyId: body.id, via: 'workbook' }, by, 'reports.refuse', {
      code,
      faults: faults.length,
    });
    return { kind: 'faults', faults };
  };
  const reading = readWorkbook(opened, period.form, body, sent.file, by.say);
  const wrong = [...identityFaults({ identity: mark }, period, body, sent.file, by), ...reading.faults];
  if (wrong.length > 0) return refused('bad-workbook', wrong);
  const { entries, broken } = checkEntries(period.form, body, reading.entries, await readEarlier(db, period, body.id));
  if (body.state === 'accepted') return refuseConfirmed(db, period, body, sent, reading.entries, by);
  if (broken.length > 0) {
    const where = { period, entries, where: placesIn(reading, sent.file, by.say) };
    return refused(
      'report-broken',
      broken.map((one) => brokenFault(one, where, by)),
    );
  }
  const filled = [...reading.entries.values()].filter(isFilled).length;
  if (filled === 0)
    return refused('report-empty', [
      argumentFault(by.say('reporting:fault.empty'), by.say('reporting:fault.emptyMend')),
    ]);
  if (body.state === 'sent' && (await lastFiled(db, period, body)) === sent.sha256)
    return { kind: 'same', period, body };
  const replaced = await keepDraft(db, period, body, reading.entries);
  return { kind: 'drafted', period, body, filled, asked: codesOf(period, body).length, replaced };
}

const isFilled = (entry: Entry): boolean => entry.value !== null || entry.text !== null;

const codesOf = ({ form }: Period, body: Body): string[] => [
  ...indicatorsFor(form, body).map(({ code }) => code),
  ...sectionsToWrite(form).map(({ code }) => code),
];

/** Another body's, or of a period in which the sender's owes nothing: said without a word of whose it is. */
async function notTheirs(
  db: Database,
  { agencies, file }: SentWorkbook,
  period: Period | null,
  agencyId: number | undefined,
  by: Filer,
): Promise<DraftedWorkbook> {
  const own = agencyId !== undefined && agencies.includes(agencyId);
  const key = period === null || own ? 'notAskedNow' : 'notYours';
  if (period !== null)
    await audit(db.pool, { period, agencyId: agencies[0] ?? 0, via: 'workbook' }, by, 'reports.refuse', {
      code: 'bad-workbook',
      faults: 1,
    });
  return {
    kind: 'faults',
    faults: [
      { file, line: null, what: by.say(`reporting:workbook.${key}`), mend: by.say(`reporting:workbook.${key}Mend`) },
    ],
  };
}

/** Kept in the history once, however often the same file comes; every try is in the audit chain. */
async function refuseConfirmed(
  db: Database,
  period: Period,
  body: Body,
  { sha256 }: SentWorkbook,
  entries: ReadonlyMap<string, Entry>,
  by: Filer,
): Promise<DraftedWorkbook> {
  const { rows } = await db.pool.query<{ at: Date }>(
    `select at from report_filing where period_id = $1 and agency_id = $2 and sha256 = $3 and not taken order by id desc limit 1`,
    [period.id, body.id, sha256],
  );
  const [kept] = rows;
  // The same update, answered again after a crash.
  const isRepeated = kept?.at.getTime() === by.at.getTime();
  const filing = { period, agencyId: body.id, entries, via: 'workbook' as const, sha256 };
  try {
    if (kept === undefined) await fileReport(db, filing, by);
    else if (!isRepeated) await audit(db.pool, filing, by, 'reports.refuse', { code: 'report-confirmed' });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { kind: 'faults', faults: error.faults };
  }
  return { kind: 'faults', faults: [afterConfirmation(body, by)] };
}

/** Hash of the workbook that was taken last; null where the last report came otherwise. */
async function lastFiled(on: Sql, period: Period, body: Body): Promise<string | null> {
  const { rows } = await queryable(on).query<{ sha256: string | null }>(
    'select sha256 from report_filing where period_id = $1 and agency_id = $2 and taken order by id desc limit 1',
    [period.id, body.id],
  );
  return rows[0]?.sha256 ?? null;
}

/** All of it in one statement's place: whoever looks sees the draft before or the draft after. Empty cells are answers too, so that nothing is asked again. */
const KEEP_DRAFT = `
  insert into figure_draft (period_id, agency_id, code, value, cumulative, same_period, words, whole)
  select $1, $2, g.code, g.value, g.cumulative, g.same_period, g.words, true
    from unnest($3::text[], $4::float8[], $5::float8[], $6::float8[], $7::text[]) as g(code, value, cumulative, same_period, words)`;

async function keepDraft(
  db: Database,
  period: Period,
  body: Body,
  entries: ReadonlyMap<string, Entry>,
): Promise<boolean> {
  const codes = codesOf(period, body);
  const column = (field: keyof Entry): unknown[] => codes.map((code) => (entries.get(code) ?? NOTHING)[field]);
  return inTransaction(db, async (client) => {
    // Two phones of one body: the one after the other.
    await client.query('select from obligation where id = $1 for update', [body.obligationId]);
    const { rows: before } = await client.query<{ code: string; value: number | null; words: string | null }>(
      'delete from figure_draft where period_id = $1 and agency_id = $2 returning code, value, words',
      [period.id, body.id],
    );
    await client.query(KEEP_DRAFT, [
      period.id,
      body.id,
      codes,
      column('value'),
      column('cumulative'),
      column('samePeriod'),
      column('text'),
    ]);
    await leaveToLoa(client, period, body.id);
    return before.some(({ code, value, words }) => {
      const now = entries.get(code) ?? NOTHING;
      return (value !== null && value !== now.value) || (words !== null && words !== now.text);
    });
  });
}
