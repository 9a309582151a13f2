import { systemClock } from '../../base/clock.js';
import { translator } from '../../content/i18n.js';
import { addStaff } from '../../people/addStaff.js';
import type { Database } from '../../prisma/database.js';
import { createBroadcast } from '../../scheduler/broadcast/create.js';
import { approveBroadcast } from '../../scheduler/broadcast/verbs.js';

const by = { clock: systemClock(), say: translator('en'), locale: 'en' };

/**
 * People 1 to n with chats 1 to n, over all communes of the country; adds only those that are not there yet. Those on Zalo
 * have just written, so that they may be written to.
 */
export async function fillPeople(
  db: Database,
  people: number,
  channel: 'telegram' | 'zalo' = 'telegram',
): Promise<void> {
  const { rows } = await db.pool.query<{ n: number }>('select count(*)::int as n from contact');
  const there = rows[0]?.n ?? 0;
  if (there >= people) return;
  await db.pool.query(
    `with commune as (select array_agg(code order by code) as codes from place where parent is not null),
          c as (insert into contact (id, place, groups)
                select n, codes[1 + n % cardinality(codes)], case when n % 3 = 0 then '{student}'::text[] else '{}' end
                  from commune, generate_series($1::int + 1, $2::int) as n returning id)
     insert into address (contact_id, channel, external_id, key, heard_at)
     select id, $3::text, id::text, sha256(id::text::bytea), case when $3::text = 'zalo' then now() end from c`,
    [there, people, channel],
  );
  await db.pool.query(`select setval('contact_id_seq', $1)`, [people]);
  await db.pool.query('analyze contact, address');
}

/** Composed by one and approved by another, for the first `people` of those filled in; not started. Returns its id. */
export async function broadcastFor(db: Database, people: number, text: string): Promise<string> {
  await addStaff(db, { name: 'an', role: 'author', place: null });
  await addStaff(db, { name: 'binh', role: 'approver', place: null });
  const { rows } = await db.pool.query<{ n: number }>('select count(*)::int as n from contact');
  if (rows[0]?.n !== people) throw new Error(`There are ${rows[0]?.n} people, not ${people}`);
  const message = { vi: [{ body: { text, marks: [] }, media: null, buttons: [] }] };
  const choices = { onUnknown: 'leave', ifLate: 'send', anyHour: true } as const;
  const wanted = { message, media: new Map(), audience: 'all', at: null, until: null, ...choices };
  const { id } = await createBroadcast(db, wanted, { name: 'an', ...by });
  await approveBroadcast(db, id, { name: 'binh', ...by });
  return id;
}
