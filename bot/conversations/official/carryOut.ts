import type { Button, Part } from '../../../content/message.js';
import { addAttachment } from '../../../plans/obligations/addAttachment.js';
import { addProgress } from '../../../plans/obligations/addProgress.js';
import { askExtension } from '../../../plans/obligations/askExtension.js';
import { handOver } from '../../../plans/obligations/handOver.js';
import type { Obligation } from '../../../plans/obligations/obligation.js';
import { reportDone } from '../../../plans/obligations/reportDone.js';
import { snooze } from '../../../plans/obligations/snooze.js';
import { UNDO_MS, undoReport } from '../../../plans/obligations/undoReport.js';
import { sayDay } from '../../../plans/review/say.js';
import type { IncomingFile } from '../../incoming.js';
import { part } from '../part.js';
import type { FormData } from './form.js';
import { keyOf, type Talk } from './talk.js';
import { type ChatOfficial, isOpen, readColleagues, type Task } from './tasks.js';

/** A task, and who of the chat's officials acts for its agency. */
export interface Own {
  task: Task;
  actor: ChatOfficial;
}

/** What a verb came to, told. `again`: nothing was done, for a reason that another answer mends. */
export type Told = { told: Part } | { again: string[] };

const act = (talk: Talk, { task, actor }: Own) => ({
  obligationId: task.id,
  officialId: actor.id,
  at: talk.at,
  key: keyOf(talk),
});

/** Every verb of the obligations that an official sets in motion, and what they are told of how it ended. Each is done once, however often its update is answered. */
export async function sayDone(talk: Talk, own: Own, data: FormData): Promise<Told> {
  const { say } = talk;
  const { t } = say;
  const { number, symbol, date, note } = data;
  const doc = number === undefined || number === '' ? null : { number, symbol: symbol ?? null, date: date ?? null };
  const result = await reportDone(talk.db, { ...act(talk, own), doc, note: note ?? null });
  switch (result.kind) {
    case 'bad-date':
      return { again: [t('answers:ask.future', { day: sayDay(date ?? say.today) })] };
    case 'done':
    case 'already': {
      const amended = result.kind === 'done' && result.amended;
      const day = sayDay(result.obligation.doneOn ?? say.today);
      const paper =
        doc === null ? '' : say.paper({ number: doc.number, symbol: doc.symbol ?? undefined, date: date ?? undefined });
      const what = amended
        ? doc === null
          ? t('answers:did.amended')
          : t('answers:did.amendedPaper', { paper })
        : doc === null
          ? t('answers:did.done', { day })
          : t('answers:did.donePaper', { paper });
      const undo: Button[][] = amended ? [] : [[say.verb('undo', own.task.id)]];
      return {
        told: part(
          [`“${say.short(own.task)}”`, '', what, ...(amended ? [] : [t('answers:did.undoWithin')])],
          [...undo, [say.verb('attach', own.task.id)], [say.mine()]],
        ),
      };
    }
    case 'needs-figures':
      return { told: say.card(own.task) };
    case 'closed':
      if (result.kept && result.obligation.state === 'confirmed')
        return { told: part([t('answers:no.confirmedKept')], [[say.mine()]]) };
      return { told: refused(talk, result) };
    default:
      return { told: refused(talk, result) };
  }
}

export async function sayProgress(talk: Talk, own: Own, note: string): Promise<Told> {
  const result = await addProgress(talk.db, { ...act(talk, own), note });
  if (result.kind === 'empty') return { again: [talk.say.t('answers:ask.text')] };
  if (result.kind !== 'done' && result.kind !== 'already') return { told: refused(talk, result) };
  return { told: done(talk, own, talk.say.t('answers:did.progress')) };
}

export async function sayExtension(talk: Talk, own: Own, { day = '', reason = '' }: FormData): Promise<Told> {
  const { t } = talk.say;
  const result = await askExtension(talk.db, { ...act(talk, own), on: day, reason });
  switch (result.kind) {
    case 'done':
    case 'already':
      return { told: done(talk, own, t('answers:did.extension', { day: sayDay(day) })) };
    case 'no-reason':
      return { again: [t('answers:ask.text')] };
    case 'bad-date':
      return { again: [tooEarly(talk, own.task, day)] };
    case 'no-day':
      return { told: part([t('answers:no.noDay')], [[talk.say.mine()]]) };
    case 'reported':
      return { told: part([t('answers:no.alreadyReported')], [[talk.say.mine()]]) };
    default:
      return { told: refused(talk, result) };
  }
}

/** Why a day cannot be asked for. */
export function tooEarly({ say }: Talk, { dueOn }: Task, day: string): string {
  if (day < say.today) return say.t('answers:ask.pastToday', { day: sayDay(day) });
  return say.t('answers:ask.past', { day: sayDay(day), due: sayDay(dueOn ?? day) });
}

export async function sayHandOver(talk: Talk, own: Own, toOfficialId: number): Promise<Told> {
  const { t } = talk.say;
  const colleagues = await readColleagues(talk.db, own.actor.agencyId, own.actor.id);
  const colleague = colleagues.find(({ id }) => id === toOfficialId);
  if (colleague === undefined) return { again: [t('answers:no.colleagueLeft')] };
  const result = await handOver(talk.db, { ...act(talk, own), toOfficialId });
  if (result.kind === 'not-a-colleague') return { again: [t('answers:no.colleagueLeft')] };
  if (result.kind !== 'done' && result.kind !== 'already') return { told: refused(talk, result) };
  const { name } = colleague;
  return {
    told: done(
      talk,
      own,
      colleague.connected ? t('answers:did.handOver', { name }) : t('answers:did.handOverSilent', { name }),
    ),
  };
}

/** Only where the file is stays with us: the platform keeps the bytes. Words under a file are kept as a note. */
export async function sayAttached(talk: Talk, own: Own, file: IncomingFile, caption: string): Promise<Told> {
  const { t } = talk.say;
  if ((file.sizeBytes ?? 0) > MOST_BYTES) return { again: [t('answers:no.tooLarge')] };
  const { name, sizeBytes, reference } = file;
  const kind = file.kind === 'photo' ? ('picture' as const) : ('file' as const);
  const kept = {
    kind,
    name,
    fileId: reference,
    channel: talk.chat.channel,
    ...(sizeBytes === null ? {} : { size: sizeBytes }),
  };
  const result = await addAttachment(talk.db, { ...act(talk, own), file: kept });
  if (result.kind !== 'done' && result.kind !== 'already') return { told: refused(talk, result) };
  if (caption !== '')
    await addProgress(talk.db, { ...act(talk, own), key: keyOf(talk, 'caption'), note: caption, what: 'note' });
  return { again: [t('answers:did.attached')] };
}

/** What a bot may fetch of Telegram; nobody sends more by chat. */
const MOST_BYTES = 20 << 20;

/** One task, or all of theirs that are open: again on that day. */
export async function saySnoozed(talk: Talk, tasks: readonly Own[], until: string): Promise<Part> {
  const { t } = talk.say;
  const open = tasks.filter(({ task }) => isOpen(task));
  if (open.length === 0) return part([t('answers:which.none')], [[talk.say.mine()]]);
  for (const own of open) await snooze(talk.db, { ...act(talk, own), key: keyOf(talk, own.task.id), until });
  return part([t('answers:did.snooze', { day: sayDay(until) })], [[talk.say.mine()]]);
}

export async function sayUndone(talk: Talk, own: Own): Promise<Part> {
  const { t } = talk.say;
  const result = await undoReport(talk.db, act(talk, own));
  switch (result.kind) {
    case 'done':
    case 'already':
      return done(talk, own, t('answers:did.undone'), [[talk.say.report(own.task)]]);
    case 'nothing':
      return done(talk, own, t('answers:no.notReported'));
    case 'too-late':
      return done(talk, own, t('answers:no.tooLate'));
    default:
      return refused(talk, result);
  }
}

/** The task whose report one of the chat's officials could still take back, the last of them. */
export async function lastReported({ db, officials, at }: Talk): Promise<number | null> {
  const { rows } = await db.pool.query<{ id: number }>(
    `select e.obligation_id as id from obligation_event e join obligation o on o.id = e.obligation_id
      where e.kind = 'reported' and e.official_id = any($1) and e.at > $2 and o.agency_id = any($3) and o.state = 'reported'
      order by e.id desc limit 1`,
    [officials.map(({ id }) => id), new Date(at.getTime() - UNDO_MS), officials.map(({ agencyId }) => agencyId)],
  );
  return rows[0]?.id ?? null;
}

/** Why nothing was done, where only that can be said. */
export function refused(
  { say }: Talk,
  result:
    | { kind: 'unknown' }
    | { kind: 'not-yours' }
    | { kind: 'closed'; obligation: Obligation }
    | { kind: 'already'; obligation: Obligation },
): Part {
  const key =
    result.kind === 'unknown'
      ? 'answers:no.unknown'
      : result.kind === 'not-yours'
        ? 'answers:no.notYours'
        : result.kind === 'already'
          ? 'answers:did.repeated'
          : result.obligation.state === 'confirmed'
            ? 'answers:no.confirmed'
            : 'answers:no.dropped';
  return part([say.t(key)], [[say.mine()]]);
}

const done = ({ say }: Talk, { task }: Own, what: string, buttons: Button[][] = []): Part =>
  part([`“${say.short(task)}”`, '', what], [...buttons, [say.mine()]]);
