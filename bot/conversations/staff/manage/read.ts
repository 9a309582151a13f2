import type { Staff } from '../../../../people/getStaff.js';
import type { Broadcast } from '../../../../prisma/generated/client.js';
import { type OpenBroadcast, readOpenBroadcasts } from '../../../../scheduler/broadcast/open.js';
import { readArticle, readTarget } from '../../../../scheduler/mass/row.js';
import type { Which } from './buttons.js';
import type { ManageTalk } from './talk.js';

/** What may still be done something about in somebody's place, by the lists in which it is shown. */
export type Sorted = Record<Which | 'armed', OpenBroadcast[]>;

/** Each broadcast in one list: what runs, what waits for approval, what stands still (with a reason or until somebody starts it), what goes by itself. */
export async function readSorted({
  db,
  places,
  staff,
  at,
}: Pick<ManageTalk, 'db' | 'places' | 'staff' | 'at'>): Promise<Sorted> {
  const sorted: Sorted = { running: [], waiting: [], stopped: [], armed: [] };
  for (const one of await readOpenBroadcasts(db, places, { place: staff.place, now: at }))
    sorted[listOf(one)].push(one);
  return sorted;
}

function listOf({ state, at, sentBackBy }: OpenBroadcast): keyof Sorted {
  if (state === 'running') return 'running';
  if (state === 'draft') return sentBackBy === null ? 'waiting' : 'stopped';
  return state === 'approved' && at !== null ? 'armed' : 'stopped';
}

/** How a broadcast is called in a list: the first words of what it says; a run of nudges says something else to each. */
export async function readWords(
  { db, say }: Pick<ManageTalk, 'db' | 'say'>,
  ids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const { rows } = await db.pool.query<{ id: number; words: string | null }>(
    `select id, coalesce(message->$2, message->'vi', (select said.value from jsonb_each(message) said limit 1))->0->'body'->>'text' as words
       from broadcast where id = any($1)`,
    [ids, say.locale],
  );
  return new Map(rows.map(({ id, words }) => [id, words?.trim() || '…']));
}

export interface WaitingArticle {
  id: number;
  title: string;
  at: Date | null;
}

/** Articles to everybody who follows, in a state, that go nowhere beyond the place of whoever looks. */
export async function readArticles(
  { db, staff }: { db: ManageTalk['db']; staff: Pick<Staff, 'place'> },
  states: readonly string[],
): Promise<WaitingArticle[]> {
  const { rows } = await db.pool.query<{ id: number; article: unknown; target: unknown; at: Date | null }>(
    `select id, article, target, coalesce(due_at, at) as at from mass_post where state = any($1::mass_state[]) order by id limit 100`,
    [states],
  );
  return rows
    .filter(({ target }) => {
      if (staff.place === null) return true;
      const { provinces } = readTarget(target);
      return provinces !== null && provinces.length > 0 && provinces.every((province) => province === staff.place);
    })
    .map(({ id, article, at }) => ({ id, title: readArticle(article).title, at }));
}

/** The ward to which a quick message goes; null of a broadcast that is more than one. */
export function placeOfQuick(
  { places }: Pick<ManageTalk, 'places'>,
  found: Pick<Broadcast, 'audience' | 'campaign'>,
): string | null {
  const code = /^place:(\S+)$/.exec(found.audience)?.[1] ?? '';
  return found.campaign === null && (places.byCode(code)?.parent ?? null) !== null ? code : null;
}
