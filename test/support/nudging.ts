import { systemClock } from '../../base/clock.js';
import { recordConsent } from '../../people/recordConsent.js';
import { suppressionKey } from '../../people/suppressionKey.js';
import { refreshObligations } from '../../plans/obligations/refreshObligations.js';
import type { Database } from '../../prisma/database.js';
import { fanOut } from '../../scheduler/delivery/fanOut.js';
import { nudgesDue } from '../../scheduler/nudges/due.js';
import type { Run } from '../../scheduler/nudges/run.js';
import { testLog } from './database.js';
import { SECRET, type World } from './world.js';

/** Officials and what their agencies owe, written as reviewing, activating and joining leave them: for tests of nudges. */

const PLACE = '14758';
let made = 0;

export async function makeAgency(db: Database, name = 'Sở Y tế'): Promise<number> {
  made += 1;
  const agency = await db.prisma.agency.create({ data: { name, key: `${name} ${made}`, place: PLACE, kind: 'so' } });
  return agency.id;
}

/** A live plan without tasks. */
export async function makePlan(db: Database, number: string | null = '45/KH-UBND'): Promise<number> {
  made += 1;
  const plan = await db.prisma.plan.create({
    data: {
      state: 'active',
      sha256: `plan ${made}`,
      title: 'Phòng, chống ma túy năm 2027',
      number,
      text: '',
      createdBy: 'an',
      activatedBy: 'binh',
      activatedAt: new Date(),
    },
  });
  return plan.id;
}

export interface Wanted {
  planId: number;
  agencyId: number;
  /** Null: goes on all the time. */
  dueOn?: string | null;
  exclusive?: boolean;
  mode?: 'giao' | 'đề nghị';
  source?: 'plan' | 'clerk' | 'follow-up';
  text?: string;
}

const day = (text: string): Date => new Date(`${text}T00:00:00Z`);

/** A task with its deadline, and what it brings the agency. The day is the last in time; "trước ngày" the next where it is exclusive. */
export async function owe(db: Database, wanted: Wanted): Promise<{ id: number; taskNo: number }> {
  made += 1;
  const { planId, agencyId, dueOn = '2026-12-01', exclusive = false, mode = 'giao', source = 'plan' } = wanted;
  const text = wanted.text ?? `Xây dựng kế hoạch tuyên truyền số ${made}`;
  const task = await db.prisma.planTask.create({
    data: {
      ...{ planId, no: made, section: `II.${made}`, text, mode },
      ...{ agencies: [], withOthers: [], startOffset: 0, endOffset: 1 },
    },
  });
  const key = `body ${made}`;
  await db.prisma.taskAgency.create({
    data: { taskId: task.id, role: 'lead', ordinal: 0, printed: key, bodyKey: key, agencyId },
  });
  const written = dueOn === null ? null : new Date(day(dueOn).getTime() + (exclusive ? 86_400_000 : 0));
  await db.prisma.planDeadline.create({
    data: {
      ...{ planId, taskId: task.id, source, exclusive, onDay: written },
      kind: written === null ? 'ongoing' : 'date',
      phrase: written === null ? 'thường xuyên' : 'hoàn thành',
      basis: source === 'follow-up' ? 'Công văn số 123/UBND-NC' : null,
    },
  });
  await refreshObligations(db, { planId, clock: systemClock() });
  const { id } = await db.prisma.obligation.findFirstOrThrow({ where: { taskId: task.id } });
  return { id, taskNo: task.no };
}

export interface Connected {
  officialId: number;
  contactId: number;
  chat: number;
}

/** A focal officer of an agency who has accepted their invitation in a Telegram chat. */
export async function connectOfficial(
  db: Database,
  agencyId: number,
  chat: number,
  { name = 'Nguyễn Văn An', locale = 'vi' } = {},
): Promise<Connected> {
  made += 1;
  const contact = await db.prisma.contact.create({ data: { place: PLACE, locale, resident: false } });
  const externalId = String(chat);
  const key = suppressionKey(SECRET, 'telegram', externalId);
  await db.pool.query(`insert into address (contact_id, channel, external_id, key) values ($1, 'telegram', $2, $3)`, [
    contact.id,
    externalId,
    key,
  ]);
  await recordConsent(db, {
    contactId: contact.id,
    purpose: 'official',
    wording: 'Đồng ý',
    how: 'button',
    at: new Date(),
  });
  const { id } = await db.prisma.official.create({
    data: { agencyId, name: `${name} ${made}`, position: 'Chuyên viên', role: 'focal', contactId: contact.id },
  });
  return { officialId: id, contactId: contact.id, chat };
}

/** What plans and runs left, gone: for the next test in the same world. */
export async function forgetNudges(db: Database): Promise<void> {
  await db.pool.query(
    `truncate plan, plan_task, task_agency, plan_deadline, agency, official, obligation, obligation_event, nudge_run, nudge_rung, nudge_digest, nudge_ladder, calendar_day`,
  );
  await db.pool.query(`update broadcast set state = 'cancelled', finished_at = now() where state <> 'cancelled'`);
}

/** The days of an idle world: what the clock does on each, and what came of it. */
export function workingDays(world: World) {
  const { db } = world;

  /** What the clock does at that time in Vietnam. */
  async function at(on: string, time = '08:00'): Promise<Run | null> {
    world.clock.set(`${on}T${time}:00+07:00`);
    return nudgesDue(db, { clock: world.clock, log: testLog });
  }

  /** As if the run's messages had gone out to everybody. */
  async function deliver(run: Run | null): Promise<void> {
    await fanOut(db, run?.broadcastId ?? 0, ['telegram'], testLog);
    await db.pool.query(
      `update delivery set state = 'sent', sent_at = now() where broadcast_id = $1 and state = 'waiting'`,
      [run?.broadcastId],
    );
  }

  return {
    at,
    deliver,
    async workOn(days: readonly string[]): Promise<void> {
      for (const on of days) await deliver(await at(on));
    },
    /** Rungs of one obligation by the day on which they were told. */
    async told(id: number): Promise<[string, number][]> {
      const { rows } = await db.pool.query<{ day: string; rung: number }>(
        `select on_day::text as day, rung from nudge_rung where obligation_id = $1 order by on_day, rung`,
        [id],
      );
      return rows.map((row) => [row.day, row.rung]);
    },
    /** The text that a person is told in a run. */
    async saidTo(run: Run | null, contactId: number): Promise<string> {
      const { rows } = await db.pool.query<{ text: string }>(
        `select coalesce(message -> 'vi', message -> 'en') -> 0 -> 'body' ->> 'text' as text
           from nudge_digest where broadcast_id = $1 and contact_id = $2`,
        [run?.broadcastId, contactId],
      );
      return rows[0]?.text ?? '';
    },
  };
}
