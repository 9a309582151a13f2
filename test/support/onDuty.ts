import { addStaff } from '../../people/addStaff.js';
import type { DutyKind } from '../../people/duty/onDuty.js';
import { setShift } from '../../people/duty/setShift.js';
import type { Database } from '../../prisma/database.js';
import { callOnDuty } from '../../scheduler/danger/callOnDuty.js';
import { endTalks } from '../../scheduler/handover/endTalks.js';
import type { Phone, PhoneWorld, Shown } from './officialPhones.js';
import { staffPhone } from './staffAtWork.js';

/** The phone of an officer who is on duty for that place from an hour ago on. */
export async function officerOnDuty(
  world: PhoneWorld,
  { name, kind, place }: { name: string; kind: DutyKind; place: string },
): Promise<Phone> {
  const phone = await staffPhone(world, { name, role: 'viewer' });
  const staff = await addStaff(world.db, { name, role: 'viewer', place: null });
  const startsAt = new Date(Date.now() - 3_600_000);
  const shift = { place, staffId: staff.id, kind, startsAt, endsAt: null, hours: null, days: [] };
  await setShift(world.db.pool, shift, { name: 'Admin', at: new Date() });
  return phone;
}

/** An officer on duty in Hàm Rồng from an hour ago on whose Telegram chat is linked, where no service runs yet that could link it. */
export async function linkedOnDuty(db: Database, { name, chat }: { name: string; chat: string }): Promise<void> {
  const at = new Date();
  const staff = await addStaff(db, { name, role: 'viewer', place: null });
  await db.pool.query(
    `insert into staff_chat (staff_id, code_hash, created_by, created_at, expires_at, channel, external_id, linked_at)
     values ($1, $2, 'Admin', $3, $3, 'telegram', $4, $3)`,
    [staff.id, Buffer.from(chat), at, chat],
  );
  const hours = { startsAt: new Date(at.getTime() - 3_600_000), endsAt: null, hours: null, days: [] };
  const shift = { place: '14758', staffId: staff.id, kind: 'health', ...hours } as const;
  await setShift(db.pool, shift, { name: 'Admin', at });
}

/** One second of the clock, as far as those on duty and talks go, and the telling of everything that was stored. */
export async function clockOfDuty(world: PhoneWorld, now = new Date()): Promise<void> {
  await callOnDuty(world.db, now);
  await endTalks(world.db, now);
  await tellStored(world);
}

/** Tells what we stored ourselves, in order. */
export async function tellStored(world: PhoneWorld): Promise<void> {
  const { rows } = await world.db.pool.query<{
    id: number;
    channel: string;
    updateId: string;
    chat: string;
    body: unknown;
  }>(
    `select id, channel, update_id as "updateId", chat, body from inbound where (update_id like 'duty-%' or update_id like 'talk-%') and done_at is null order by id`,
  );
  for (const { id, ...update } of rows) {
    await world.repeat(update);
    await world.db.pool.query('update inbound set done_at = now(), body = null where id = $1', [id]);
  }
}

/** What came to a phone since. */
export async function since(phone: Phone, act: () => Promise<unknown>): Promise<Shown[]> {
  const had = new Set(phone.shown().map(({ id }) => id));
  await act();
  return phone.shown().filter(({ id }) => !had.has(id));
}
