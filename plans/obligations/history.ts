import { z } from 'zod';
import { queryable, type Sql } from '../../people/queryable.js';
import type { EventKind } from './events.js';

/** One thing that happened to an obligation. */
export interface HistoryEntry {
  id: number;
  obligationId: number;
  at: Date;
  kind: EventKind;
  /** The day from which it counts. */
  on: string;
  /** The last day in time from then on, where it changed that. */
  dueOn: string | null;
  official: { id: number; name: string } | null;
  staff: string | null;
  /** Per kind: number, symbol, date, note, reason, on, decision, missing, to, name … */
  data: Record<string, unknown>;
}

/** All that happened to some obligations, in the order in which it did; one statement. */
export async function readHistory(on: Sql, ids: readonly number[]): Promise<HistoryEntry[]> {
  const { rows } = await queryable(on).query<Omit<HistoryEntry, 'data'> & { data: unknown }>(
    `select e.id, e.obligation_id as "obligationId", e.at, e.kind, e.on_day::text as "on", e.due_on::text as "dueOn", e.staff, e.data,
            case when e.official_id is null then null else jsonb_build_object('id', e.official_id, 'name', coalesce(f.name, '')) end as official
       from obligation_event e left join official f on f.id = e.official_id where e.obligation_id = any($1) order by e.id`,
    [ids],
  );
  return rows.map((row) => ({ ...row, data: data.parse(row.data) }));
}

const data = z.record(z.string(), z.unknown());
