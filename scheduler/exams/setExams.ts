import { createHash } from 'node:crypto';
import { argumentFault, type Fault, InputError } from '../../base/errors.js';
import { nfc } from '../../base/text.js';
import type { MessageKey } from '../../content/i18n.js';
import { sourceProblem } from '../../content/sourceForm.js';
import { appendAudit } from '../../people/appendAudit.js';
import type { AuditEntry } from '../../people/audit.js';
import { canonicalJson } from '../../people/canonicalJson.js';
import { checkGroupName, sortGroups } from '../../people/groupName.js';
import { inTransaction } from '../../people/inTransaction.js';
import { oneRow, type Queryable } from '../../people/queryable.js';
import { requireStaff } from '../../people/requireStaff.js';
import { addDays } from '../../plans/deadlines/day.js';
import type { Database } from '../../prisma/database.js';
import { refusal } from '../broadcast/find.js';
import type { By } from '../broadcast/verbs.js';
import { parseDay } from '../time/day.js';
import { type ExamPeriod, readExams } from './readExams.js';

/** An examination that is longer is a slip of the pen. */
const MOST_DAYS = 31;
const NAME_CHARS = 120;
const SOURCE_CHARS = 300;

/** Days of examination as they are typed; undefined where nothing was. */
export interface NewExam {
  /** Code of the place; null is the whole country. */
  place: string | null;
  from: string | undefined;
  to: string | undefined;
  name: string | undefined;
  /** The announcement: "Quyết định số …". */
  source: string | undefined;
  /** Whose examination it is; empty: all who may be pupils. */
  groups: readonly string[];
}

type Named = By & { name: string };

/**
 * Enters days of examination: from its commit on no awareness is planned on them for pupils of the place and below it. Entered by name, with an
 * entry in the audit chain. Throws InputError with a line for each fault.
 */
export async function addExam(db: Database, wanted: NewExam, by: Named): Promise<ExamPeriod> {
  const { place, from, to, name, source, groups } = checked(wanted, by);
  return inTransaction(db, async (client) => {
    const staff = await requireStaff(client, by.name, 'campaign.edit', { locale: by.locale, place });
    const known = (await readExams(client, place)).find(
      (one) => one.place === place && one.from === from && one.to === to && String(one.groups) === String(groups),
    );
    if (known) throw refusal('exam-known', by.say, 'exams:fault.known', 'exams:fault.knownMend', { id: known.id });
    const { id } = await oneRow<{ id: number }>(
      client,
      `insert into exam_period (place, first_day, last_day, name, source, groups, set_by, set_at)
       values ($1, $2::date, $3::date, $4, $5, $6, $7, $8) returning id`,
      [place, from, to, name, source, groups, staff.name, by.clock.now()],
    );
    const added = await requireExam(client, id, by);
    await audit(client, 'exams.add', added, by);
    return added;
  });
}

/** Takes days of examination back: what is planned from now on goes on them as on any other. Throws InputError. */
export async function removeExam(db: Database, id: number, by: Named): Promise<ExamPeriod> {
  return inTransaction(db, async (client) => {
    const exam = await requireExam(client, id, by);
    await requireStaff(client, by.name, 'campaign.edit', { locale: by.locale, place: exam.place });
    await client.query(`delete from exam_period where id = $1`, [id]);
    await audit(client, 'exams.remove', exam, by);
    return exam;
  });
}

async function requireExam(client: Queryable, id: number, by: Named): Promise<ExamPeriod> {
  const found = (await readExams(client, null)).find((one) => one.id === id);
  if (found === undefined) throw refusal('no-exam', by.say, 'exams:fault.none', 'exams:fault.noneMend', { id });
  return found;
}

function checked(wanted: NewExam, { say }: Named) {
  const faults: Fault[] = [];
  const fault = (what: MessageKey, mend: MessageKey, values: Record<string, string | number> = {}): void => {
    faults.push(argumentFault(say(what, values), say(mend, values)));
  };
  const dayOf = (option: string, text: string | undefined): string => {
    const day = parseDay(text ?? '');
    if (day === null) fault('exams:fault.day', 'exams:fault.dayMend', { option, value: (text ?? '').slice(0, 40) });
    return day ?? '';
  };
  const from = dayOf('--from', wanted.from);
  const to = dayOf('--to', wanted.to);
  if (from !== '' && to !== '') {
    if (to < from) fault('exams:fault.order', 'exams:fault.orderMend', { from, to });
    else if (to > addDays(from, MOST_DAYS - 1)) fault('exams:fault.long', 'exams:fault.longMend', { most: MOST_DAYS });
  }
  const name = nfc(wanted.name ?? '').trim();
  if (name === '' || name.length > NAME_CHARS) fault('exams:fault.name', 'exams:fault.nameMend', { limit: NAME_CHARS });
  const source = nfc(wanted.source ?? '').trim();
  if (source === '' || source.length > SOURCE_CHARS || sourceProblem(source) !== null)
    fault('exams:fault.source', 'exams:fault.sourceMend', { limit: SOURCE_CHARS });
  for (const group of wanted.groups)
    if (checkGroupName(group) !== 'ok')
      fault('exams:fault.group', 'exams:fault.groupMend', { value: group.slice(0, 40) });
  if (faults.length > 0) throw new InputError('bad-exam', faults);
  return { place: wanted.place, from, to, name, source, groups: sortGroups(wanted.groups) };
}

/** The chain takes no words: which days where, and the hash over all that was entered. */
async function audit(
  client: Queryable,
  action: AuditEntry['action'],
  { id, place, from, to, name, source, groups }: ExamPeriod,
  by: Named,
): Promise<void> {
  const hash = createHash('sha256').update(canonicalJson({ place, from, to, name, source, groups })).digest('hex');
  const detail = { place, from, to, hash };
  await appendAudit(client, { at: by.clock.now(), actor: by.name, action, subject: `exam-period:${id}`, detail });
}
