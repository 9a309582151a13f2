import { createHash } from 'node:crypto';
import type { RelayWeek } from '../../content/relay/relay.js';
import { appendAudit } from '../../people/appendAudit.js';
import { canonicalJson, type Json } from '../../people/canonicalJson.js';
import { inTransaction } from '../../people/inTransaction.js';
import type { Place } from '../../people/places.js';
import { oneRow, type Queryable, queryable, type Sql } from '../../people/queryable.js';
import { addDays } from '../../plans/deadlines/day.js';
import type { Database } from '../../prisma/database.js';
import { readAnnounced } from '../calendar/announced.js';
import { previousWorkingDay, workingDayUpTo } from '../calendar/workingDays.js';
import { packWeek, type WeekPackage } from './packWeek.js';
import { type Said, saidOfWeek } from './said.js';

const ZIP_MIME = 'application/zip';
const DOCX_MIME = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

export interface NewSchedule {
  campaign: string;
  title: string;
  year: number;
  place: Pick<Place, 'code' | 'name'>;
  language: string;
  /** Those that are still to come. */
  weeks: readonly RelayWeek[];
}

/**
 * Writes a draft of a place's relays: every week as it will be sent, word for word, with its files, so that what is approved is what goes out
 * whatever becomes of the campaign's folder. A draft that was there before is void with its place taken; an approved one is not touched: null.
 */
export async function createSchedule(
  db: Database,
  wanted: NewSchedule,
  by: { name: string; at: Date },
): Promise<{ id: number; weeks: number } | null> {
  const { campaign, title, year, place, language } = wanted;
  const announced = await readAnnounced(db);
  const made: Made[] = [];
  for (const week of wanted.weeks) {
    const packed = await packWeek(week, { campaign, title, place, locale: language });
    const said = saidOfWeek(week, { title, place: place.name, language });
    made.push({ week, packed, said });
  }
  return inTransaction(db, async (client) => {
    const { rowCount } = await client.query(
      `select from relay_schedule where campaign = $1 and year = $2 and place = $3 and state = 'approved'`,
      [campaign, year, place.code],
    );
    if (rowCount !== 0) return null;
    await client.query(
      `update relay_schedule set state = 'cancelled' where campaign = $1 and year = $2 and place = $3 and state = 'draft'`,
      [campaign, year, place.code],
    );
    const { id } = await oneRow<{ id: number }>(
      client,
      `insert into relay_schedule (campaign, year, place, content_hash, created_by, created_at) values ($1, $2, $3, '', $4, $5) returning id`,
      [campaign, year, place.code, by.name, by.at],
    );
    for (const { week, packed, said } of made) {
      const files = [
        await store(client, packed.zip, `${packed.name}.zip`, ZIP_MIME),
        await store(client, packed.docx, `${packed.name}.docx`, DOCX_MIME),
      ];
      for (const { picture } of week.group)
        if (picture !== null) await store(client, picture.file.bytes, picture.fileName, picture.mime);
      await client.query(
        `insert into relay_week (schedule_id, week, until, send_on, remind_on, said, package_sha256, paper_sha256)
         values ($1, $2::date, $3::date, $4::date, $5::date, $6, $7, $8)`,
        [
          ...[
            id,
            week.week,
            week.until,
            previousWorkingDay(week.from, announced),
            workingDayUpTo(week.until, announced),
          ],
          ...[JSON.stringify(said), ...files],
        ],
      );
    }
    await client.query('update relay_schedule set content_hash = $2 where id = $1', [
      id,
      await contentHash(client, id),
    ]);
    const detail = { campaign, year, place: place.code, weeks: made.length };
    await appendAudit(client, {
      at: by.at,
      actor: by.name,
      action: 'relays.schedule',
      subject: `relays:${id}`,
      detail,
    });
    return { id, weeks: made.length };
  });
}

interface Made {
  week: RelayWeek;
  packed: WeekPackage;
  said: Said;
}

async function store(client: Queryable, bytes: Uint8Array, fileName: string, mime: string): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await client.query(
    `insert into media (sha256, mime, file_name, bytes) values ($1, $2, $3, $4) on conflict (sha256) do nothing`,
    [sha256, mime, fileName, Buffer.from(bytes)],
  );
  return sha256;
}

/** Over everything of a schedule that is sent or given out: words, pictures and files by their bytes, and the days. */
export async function contentHash(on: Sql, id: number): Promise<string> {
  const { rows } = await queryable(on).query<{ entry: Json }>(
    `select jsonb_build_array(week, until, send_on, remind_on, said, package_sha256, paper_sha256) as entry
       from relay_week where schedule_id = $1 order by week`,
    [id],
  );
  return createHash('sha256')
    .update(canonicalJson(rows.map(({ entry }) => entry)))
    .digest('hex');
}

/** Where a schedule is not what it would have to be for a verb. */
export type ScheduleRefusal = 'unknown' | 'same-person' | 'not-draft' | 'changed';

export interface ScheduleRow {
  id: number;
  campaign: string;
  year: number;
  place: string;
  placeName: string;
  state: 'draft' | 'approved' | 'cancelled';
  createdBy: string;
  approvedBy: string | null;
  weeks: number;
  /** The first day on which something is sent. */
  firstSent: string;
}

/** Schedules that are not cancelled, or the one of a number in whatever state. */
export async function listSchedules(on: Sql, id: number | null = null): Promise<ScheduleRow[]> {
  const { rows } = await queryable(on).query<ScheduleRow>(
    `select s.id, s.campaign, s.year, s.place, coalesce(p.name, s.place) as "placeName", s.state, s.created_by as "createdBy",
            s.approved_by as "approvedBy", count(w.week)::int as weeks, to_char(min(w.send_on), 'YYYY-MM-DD') as "firstSent"
       from relay_schedule s left join place p on p.code = s.place left join relay_week w on w.schedule_id = s.id
      where ($1::int is null and s.state <> 'cancelled') or s.id = $1
      group by s.id, p.name order by s.year, s.campaign, s.place, s.id`,
    [id],
  );
  return rows;
}

/** Approves a draft: a second person, and exactly what was written. From then on its weeks are sent on their days. */
export async function approveSchedule(
  db: Database,
  id: number,
  by: { name: string; at: Date },
): Promise<'done' | ScheduleRefusal> {
  return inTransaction(db, async (client) => {
    const { rows } = await client.query<{ state: string; createdBy: string; hash: string }>(
      `select state, created_by as "createdBy", content_hash as hash from relay_schedule where id = $1 for update`,
      [id],
    );
    const [row] = rows;
    if (row === undefined) return 'unknown';
    if (row.state !== 'draft') return 'not-draft';
    if (row.createdBy === by.name) return 'same-person';
    if ((await contentHash(client, id)) !== row.hash) return 'changed';
    await client.query(
      `update relay_schedule set state = 'approved', approved_by = $2, approved_at = $3 where id = $1`,
      [id, by.name, by.at],
    );
    const detail = { hash: row.hash };
    await appendAudit(client, { at: by.at, actor: by.name, action: 'relays.approve', subject: `relays:${id}`, detail });
    return 'done';
  });
}

/** Ends a schedule: nothing of it is sent any more. What was sent and answered stays. */
export async function cancelSchedule(
  db: Database,
  id: number,
  by: { name: string; at: Date },
): Promise<'done' | 'unknown' | 'not-draft'> {
  return inTransaction(db, async (client) => {
    const { rowCount } = await client.query(
      `update relay_schedule set state = 'cancelled' where id = $1 and state <> 'cancelled'`,
      [id],
    );
    if (rowCount === 0) return 'unknown';
    await appendAudit(client, {
      ...{ at: by.at, actor: by.name, action: 'relays.cancel', subject: `relays:${id}` },
      detail: {},
    });
    return 'done';
  });
}

/** Whether a week is over by a day. */
export const isOver = ({ until }: Pick<RelayWeek, 'until'>, day: string): boolean => addDays(until, 1) <= day;
