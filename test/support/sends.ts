import { z } from 'zod';
import { translator } from '../../content/i18n.js';
import type { LocalisedMessage } from '../../content/message.js';
import { suppressionKey } from '../../people/suppressionKey.js';
import type { Broadcast } from '../../prisma/generated/client.js';
import { createBroadcast, type NewBroadcast } from '../../scheduler/broadcast/create.js';
import { handToStaff } from '../../scheduler/inbound/handToStaff.js';
import { type Phone, type PhoneWorld, type Shown, startPhones } from './officialPhones.js';
import { staffPhone } from './staffAtWork.js';
import { SECRET } from './world.js';

export const WARD = '14758';
/** Of another province. */
export const ELSEWHERE = '12127';

let people = 0;

/** Residents of a place with an address on the world's channel who were heard of just now; some of them have stopped. */
async function residents({ db, channel }: PhoneWorld, place: string, { active = 1, stopped = 0 } = {}): Promise<void> {
  for (let n = 0; n < active + stopped; n += 1) {
    people += 1;
    const id = `77${String(people).padStart(8, '0')}`;
    const { rows } = await db.pool.query<{ id: number }>('insert into contact (place) values ($1) returning id', [
      place,
    ]);
    await db.pool.query(
      `insert into address (contact_id, channel, external_id, key, heard_at, state) values ($1, $2, $3, $4, now(), $5::address_state)`,
      [rows[0]?.id, channel, id, suppressionKey(SECRET, channel, id), n < active ? 'active' : 'opted_out'],
    );
  }
}

export function words(vi: string): LocalisedMessage {
  return { vi: [{ body: { text: vi, marks: [] }, media: null, buttons: [] }] };
}

/** A draft as the command line makes it. */
export async function draft({ db }: PhoneWorld, name: string, wanted: Partial<NewBroadcast> = {}): Promise<number> {
  const by = { name, clock: { now: () => new Date() }, say: translator('vi'), locale: 'vi' };
  const usual: NewBroadcast = {
    message: words('Không với ma túy'),
    media: new Map(),
    audience: `place:${WARD}`,
    at: null,
    until: null,
    onUnknown: 'leave',
    ifLate: 'send',
    anyHour: false,
  };
  const { id } = await createBroadcast(db, { ...usual, ...wanted }, by);
  return Number(id);
}

/** Staff with phones: Lan approves everywhere; in the ward Hoa writes, Minh approves, Xem looks on; `other` approves in another province. */
export interface StaffPhones {
  world: PhoneWorld;
  lan: Phone;
  hoa: Phone;
  minh: Phone;
  other: Phone;
  viewer: Phone;
  /** Nothing is sent, asked or told any more. */
  clear(): Promise<void>;
  row(id: number): Promise<Broadcast>;
  put(id: number, set: string): Promise<void>;
  /** One of Hoa's that runs in the ward. */
  running(): Promise<number>;
  /** Who did what from the chat, as the audit chain has it. */
  audited(): Promise<string[]>;
  /** What the clock does for staff, and then whoever answers; how many were told. */
  handOn(): Promise<number>;
}

export async function startStaffPhones(channel: 'telegram' | 'zalo'): Promise<StaffPhones> {
  const world = await startPhones(channel);
  const { db } = world;
  const phone = (name: string, role: string, place: string | null) => staffPhone(world, { name, role, place });
  const phones = {
    lan: await phone('Lan', 'approver', null),
    hoa: await phone('Hoa', 'author', WARD),
    minh: await phone('Minh', 'approver', WARD),
    other: await phone('Khác', 'approver', ELSEWHERE),
    viewer: await phone('Xem', 'viewer', WARD),
  };
  await residents(world, WARD, { active: 3, stopped: 1 });
  await residents(world, ELSEWHERE, { active: 2 });
  const put = async (id: number, set: string): Promise<void> => {
    await db.pool.query(`update broadcast set ${set} where id = $1`, [id]);
  };
  return {
    world,
    ...phones,
    clear: async () => {
      await db.pool.query('truncate broadcast, staff_told, chat_form, inbound');
    },
    row: (id) => db.prisma.broadcast.findUniqueOrThrow({ where: { id } }),
    put,
    running: async () => {
      const id = await draft(world, 'Hoa');
      await put(id, `state = 'running', started_at = now(), until = now() + interval '1 day', approved_by = 'Minh'`);
      return id;
    },
    audited: async () => {
      const { rows } = await db.pool.query<{ entry: string }>('select entry from audit_event order by id');
      return rows
        .map(({ entry }) => audit.parse(JSON.parse(entry)))
        .filter(({ detail }) => detail['via'] === channel)
        .map(({ actor, action }) => `${actor} ${action}`);
    },
    handOn: async () => {
      const stored = await handToStaff(db, new Date());
      for (const { channel: by, update_id: updateId, chat } of stored) {
        const { rows } = await db.pool.query<{ body: unknown }>(
          'update inbound set done_at = now() where update_id = $1 returning body',
          [updateId],
        );
        await world.repeat({ channel: by, updateId, chat, body: rows[0]?.body });
      }
      return stored.length;
    },
  };
}

const audit = z.object({ actor: z.string(), action: z.string(), detail: z.record(z.string(), z.unknown()) });

/** Everything that was answered, one below the other. */
export const all = async (shown: Promise<Shown[]>): Promise<string> => (await shown).map(({ text }) => text).join('\n');
