import { afterAll, beforeAll, expect, test } from 'vitest';
import { optOut } from '../../people/optOut.js';
import { SECRET, startWorld, text, type World } from '../../test/support/world.js';
import { createBroadcast } from '../broadcast/create.js';
import { DEFAULT_CAPS } from './caps.js';
import { isInTet, type Outlook, type OutlookBy, outlookOf, type PlannedItem } from './outlook.js';

let world: World;
beforeAll(async () => {
  world = await startWorld({ idle: true });
});
afterAll(() => world.close());

const by: OutlookBy = {
  campaign: 'thu',
  channels: ['telegram'],
  windows: [],
  rates: { telegram: 1 },
  caps: DEFAULT_CAPS,
  locale: 'vi',
};
const item = (name: string, at: string, group: string, hours = 72): PlannedItem => ({
  name,
  at: new Date(at),
  until: new Date(Date.parse(at) + hours * 3_600_000),
  audience: { type: 'group', name: group },
});
const look = (...items: PlannedItem[]): Promise<Outlook> => outlookOf(world.db, items, by);

test('counts whom each message reaches, and when the last is through inside the hours of the day', async () => {
  const { audience } = await world.people(90);
  const group = audience.replace('group:', '');
  const { items } = await look(item('a', '2027-06-03T20:59:00+07:00', group));
  expect(items[0]?.count).toMatchObject({ matched: 90, reachable: 90 });
  // One a second: sixty until nine in the evening, thirty from seven in the morning.
  expect(items[0]?.through?.toISOString()).toBe('2027-06-04T00:00:30.000Z');
  expect(items[0]).toMatchObject({ tooLong: false, day: null, week: null, holiday: null, inTet: false });
});

test('says that not everybody gets it before it is useless', async () => {
  const { audience } = await world.people(20);
  const { items } = await look(item('a', '2027-06-03T20:59:50+07:00', audience.replace('group:', ''), 2));
  expect(items[0]?.tooLong).toBe(true);
});

test('sees the broadcasts of others on the same day, but not those who have stopped, and not what it has become itself', async () => {
  const { audience, chats } = await world.people(5);
  const group = audience.replace('group:', '');
  const planned = item('a', '2027-07-01T08:00:00+07:00', group);
  const create = (campaign: { name: string; item: string } | undefined) =>
    createBroadcast(
      world.db,
      {
        message: text('Kính chào bà con'),
        media: new Map(),
        audience,
        at: planned.at,
        until: planned.until,
        onUnknown: 'leave',
        ifLate: 'ask',
        anyHour: false,
        ...(campaign === undefined ? {} : { campaign }),
      },
      { name: 'an', ...world.by },
    );
  await create({ name: 'thu', item: 'a' });
  expect((await look(planned)).items[0]?.day).toBeNull();
  const { id } = await create(undefined);
  await optOut(world.db, SECRET, { channel: 'telegram', externalId: String(chats[0]) });
  expect((await look(planned)).items[0]?.day).toEqual({ people: 4, with: [id] });
});

test('names the public holiday, and knows Tết from its eve to the third day', async () => {
  const { audience } = await world.people(1);
  const { items } = await look(item('a', '2027-04-30T08:00:00+07:00', audience.replace('group:', '')));
  expect(items[0]?.holiday).toBe('reunification');
  // Tết 2027 is on 6 February.
  const days = ['2027-02-04', '2027-02-05', '2027-02-08', '2027-02-09'];
  expect(days.map(isInTet)).toEqual([false, true, true, false]);
});
