import { takeTalk } from '../../people/handover/takeTalk.js';
import { joinContact } from '../../people/joinContact.js';
import { staffOfChat } from '../../people/staffChat/staffOfChat.js';
import { type Phone, type PhoneWorld, type Shown, startPhones } from './officialPhones.js';
import { since, tellStored } from './onDuty.js';
import { staffPhone } from './staffAtWork.js';
import { SECRET } from './world.js';

export const HAM_RONG = '14758';
/** By day and at night in Vietnam, on a day that is over: what is stored now is never old by it. */
const BY_DAY = new Date('2026-11-18T03:00:00Z');
const AT_NIGHT = new Date('2026-11-18T17:00:00Z');

export const textOf = (shown: readonly { text: string }[]): string => shown.map(({ text }) => text).join('\n---\n');

export interface TalkWorld {
  world: PhoneWorld;
  /** It is night in Vietnam until the next test. */
  fallNight(): void;
  /** The share of words to pass on is used up, or not any more. */
  allowPassing(allowed: boolean): void;
  /** The same of answers. */
  allowAnswers(allowed: boolean): void;
  resident(): Promise<Phone>;
  /** A member of staff who answers the questions of a place; null: of all. */
  clerk(place?: string | null): Promise<Phone>;
  /** A resident and an officer who are talking. */
  talking(): Promise<{ me: Phone; officer: Phone }>;
  /** What came to a phone of an act and of all that was stored with it. */
  heard(phone: Phone, act: () => Promise<unknown>): Promise<Shown[]>;
  rows(): Promise<Record<string, unknown>[]>;
  /** Takes the first talk there is, as a press does. */
  takes(officer: Phone): Promise<string>;
  /** As it was before the test. */
  tidy(): Promise<void>;
}

const TABLES = ['danger_chat', 'danger_alert', 'danger_call', 'duty_shift', 'chat_form', 'handover', 'inbound'];

export async function startTalks(channel: 'telegram' | 'zalo'): Promise<TalkWorld> {
  let shows = BY_DAY;
  let mayPass = true;
  let mayAnswer = true;
  const replyLimit = { take: (share: string) => (share.endsWith(' talk') ? mayPass : mayAnswer) };
  const world = await startPhones(channel, { clock: { now: () => shows }, replyLimit });
  let named = 0;
  const rows = async () =>
    (await world.db.pool.query<Record<string, unknown>>('select * from handover order by id')).rows;
  const resident = async (): Promise<Phone> => {
    const phone = world.phone();
    const contact = { place: HAM_RONG, groups: [], locale: 'vi', name: null, ownWord: true };
    await joinContact(world.db, SECRET, { channel, externalId: phone.externalId, ...contact });
    return phone;
  };
  const clerk = (place: string | null = HAM_RONG): Promise<Phone> => {
    named += 1;
    return staffPhone(world, { name: `Cán bộ ${channel} ${named}`, role: 'author', place });
  };
  return {
    world,
    fallNight: () => {
      shows = AT_NIGHT;
    },
    allowPassing: (allowed) => {
      mayPass = allowed;
    },
    allowAnswers: (allowed) => {
      mayAnswer = allowed;
    },
    resident,
    clerk,
    async talking() {
      const officer = await clerk();
      const me = await resident();
      await me.say('gặp cán bộ');
      await tellStored(world);
      await officer.press('Nhận nói chuyện');
      await tellStored(world);
      return { me, officer };
    },
    heard: (phone, act) =>
      since(phone, async () => {
        await act();
        await tellStored(world);
      }),
    rows,
    async takes({ externalId }) {
      const staff = await staffOfChat(world.db, channel, externalId);
      if (staff === null) throw new Error('nobody’s chat');
      const id = Number((await rows())[0]?.['id']);
      return (await takeTalk(world.db, id, { staff, chat: { channel, externalId }, at: new Date() })).took;
    },
    async tidy() {
      shows = BY_DAY;
      mayPass = true;
      mayAnswer = true;
      for (const table of TABLES) await world.db.pool.query(`delete from ${table}`);
      await world.db.pool.query('update staff_chat set unlinked_at = now() where unlinked_at is null');
    },
  };
}
