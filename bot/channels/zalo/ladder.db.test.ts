import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { LocalisedMessage } from '../../../content/message.js';
import { ensureAgency } from '../../../people/agencies/ensureAgency.js';
import { phoneSealer } from '../../../people/officials/phone.js';
import type { NewBroadcast } from '../../../scheduler/broadcast/create.js';
import { SECRET, text } from '../../../test/support/world.js';
import { startZaloLadder, type ZaloLadder } from '../../../test/support/zaloLadder.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=',
  'base64',
);
const DATA = { ten: 'Nguyễn Văn An', noi_dung: 'Báo cáo quý III', han: '25/11/2026' };
const HOURS_AGO = { now: 1, threeDays: 72, tenDays: 240 };

let ladder: ZaloLadder;
beforeAll(async () => {
  ladder = await startZaloLadder({ ZALO_NUDGE_TEMPLATE: '100001' });
});
afterAll(() => ladder.close());
afterEach(() => ladder.clear());

function nudge(data: Record<string, string> | null = DATA): Partial<NewBroadcast> {
  const message: LocalisedMessage = {
    vi: [
      { body: { text: 'Nhắc hạn 25/11', marks: [] }, media: null, buttons: [], ...(data ? { template: data } : {}) },
    ],
  };
  return { kind: 'nudge', message };
}

describe('awareness', () => {
  test('goes by Zalo inside the free window, else to another address of the person, else says that the window is shut', async () => {
    const people = [
      ladder.person(HOURS_AGO.now),
      ladder.person(HOURS_AGO.now, { withTelegram: true }),
      ladder.person(HOURS_AGO.threeDays, { withTelegram: true }),
      ladder.person(HOURS_AGO.threeDays),
      ladder.person(null),
      { telegram: ladder.newChat() },
    ];
    await ladder.until(await ladder.send(people), [
      'zalo sent',
      'zalo sent',
      'telegram sent',
      'zalo skipped outside-window',
      'zalo skipped outside-window',
      'telegram sent',
    ]);
    expect(ladder.reachedOnZalo(people.slice(0, 5))).toEqual([1, 1, 0, 0, 0]);
    expect(ladder.reachedOnTelegram(people)).toEqual([0, 0, 1, 0, 0, 1]);
  });

  test('passes to the other address where the window closes after the fan-out, and is skipped where there is none', async () => {
    const people = [ladder.person(HOURS_AGO.now, { withTelegram: true }), ladder.person(HOURS_AGO.now)];
    await ladder.world.db.pool.query(`update sender set not_before = now() + interval '1 hour' where channel = 'zalo'`);
    const id = await ladder.send(people);
    await ladder.until(id, ['zalo waiting', 'zalo waiting']);
    await ladder.world.db.pool.query(
      `update address set heard_at = now() - interval '49 hours' where channel = 'zalo'`,
    );
    await ladder.calm();
    await ladder.until(id, ['telegram sent', 'zalo skipped outside-window']);
    expect(ladder.reachedOnZalo(people)).toEqual([0, 0]);
  });

  test('believes Zalo where its clock says otherwise than ours', async () => {
    const wrong = { zaloSays: HOURS_AGO.tenDays };
    const people = [
      ladder.person(HOURS_AGO.now, { withTelegram: true, ...wrong }),
      ladder.person(HOURS_AGO.now, wrong),
    ];
    await ladder.until(await ladder.send(people), ['telegram sent', 'zalo skipped outside-window']);
    expect((await ladder.world.address(people[1]?.zalo ?? ''))?.heardAt).toBeNull();
  });

  test('does not come back to who has left the account, but finds them elsewhere', async () => {
    const people = [ladder.person(HOURS_AGO.now, { withTelegram: true }), ladder.person(HOURS_AGO.now)];
    for (const { zalo } of people) ladder.world.zalo.user(zalo ?? '').block('cs');
    await ladder.until(await ladder.send(people), ['telegram sent', 'zalo skipped blocked']);
    expect(await ladder.world.address(people[1]?.zalo ?? '')).toMatchObject({ state: 'blocked', reason: 'zalo-244' });
  });

  test('counts a sent message once whatever receipts Zalo brings, and nothing of ours is answered', async () => {
    const people = [ladder.person(HOURS_AGO.now)];
    const id = await ladder.send(people);
    await ladder.until(id, ['zalo sent']);
    ladder.world.zalo.user(people[0]?.zalo ?? '').read();
    await ladder.world.zalo.webhook.settled();
    expect(ladder.reachedOnZalo(people)).toEqual([1]);
    expect(ladder.world.failures).toEqual([]);
  });

  test('with a picture goes up once for everybody, and once more where the upload has expired', async () => {
    const sha256 = createHash('sha256').update(PNG).digest('hex');
    const file = { mime: 'image/png', fileName: 'tranh.png' };
    const media = { kind: 'photo' as const, sha256, ...file, sizeBytes: PNG.length };
    const message: LocalisedMessage = { vi: [{ body: { text: 'Tranh', marks: [] }, media, buttons: [] }] };
    const wanted = { message, media: new Map([[sha256, { bytes: PNG, ...file }]]) };
    const uploads = () => ladder.world.zalo.calls('/v2.0/oa/upload/image').length;
    const people = Array.from({ length: 5 }, () => ladder.person(HOURS_AGO.now));
    await ladder.until(
      await ladder.send(people, wanted),
      people.map(() => 'zalo sent'),
    );
    expect(ladder.reachedOnZalo(people)).toEqual(people.map(() => 1));
    expect(uploads()).toBe(1);
    ladder.world.zalo.faults.add({ fault: { kind: 'error', code: -100 }, times: 1 });
    const later = [ladder.person(HOURS_AGO.now)];
    await ladder.until(await ladder.send(later, wanted), ['zalo sent']);
    expect(uploads()).toBe(2);
  });

  test('with a picture whose stored handle is of no account goes up once more, and not again for somebody who is unknown', async () => {
    const bytes = Buffer.concat([PNG, Buffer.from('khác')]);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const file = { mime: 'image/png', fileName: 'tranh.png' };
    const media = { kind: 'photo' as const, sha256, ...file, sizeBytes: bytes.length };
    const message: LocalisedMessage = { vi: [{ body: { text: 'Tranh', marks: [] }, media, buttons: [] }] };
    const wanted = { message, media: new Map([[sha256, { bytes, ...file }]]) };
    await ladder.world.db.pool.query(
      `insert into upload (sender, sha256, kind, file_id) select id, $1, 'photo', 'from-another-life' from sender where channel = 'zalo'`,
      [sha256],
    );
    const uploads = ladder.world.zalo.calls('/v2.0/oa/upload/image').length;
    const known = [ladder.person(HOURS_AGO.now), ladder.person(HOURS_AGO.now)];
    await ladder.until(await ladder.send(known, wanted), ['zalo sent', 'zalo sent']);
    const unknown = [ladder.person(HOURS_AGO.now), ladder.person(HOURS_AGO.now)];
    for (const { zalo = '' } of unknown)
      ladder.world.zalo.faults.add({ users: [zalo], fault: { kind: 'error', code: -201 } });
    await ladder.until(await ladder.send(unknown, wanted), ['zalo failed zalo-201', 'zalo failed zalo-201']);
    expect(ladder.world.zalo.calls('/v2.0/oa/upload/image')).toHaveLength(uploads + 1);
  });

  test('longer than one message of Zalo arrives whole, in parts', async () => {
    const people = [ladder.person(HOURS_AGO.now)];
    const long = Array.from({ length: 60 }, (_, n) => `Câu thứ ${n} của một bài dài về phòng, chống ma túy.`).join(' ');
    await ladder.until(await ladder.send(people, { message: text(long) }), ['zalo sent']);
    const parts = ladder.world.zalo.user(people[0]?.zalo ?? '').messages.map((message) => message.text);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.join(' ')).toBe(long);
  });
});

describe('a nudge', () => {
  test('is text for seven days and a template beyond, and for who never was heard', async () => {
    const people = [
      ladder.person(HOURS_AGO.now),
      ladder.person(HOURS_AGO.threeDays),
      ladder.person(HOURS_AGO.tenDays),
      ladder.person(null),
    ];
    await ladder.until(await ladder.send(people, nudge()), ['zalo sent', 'zalo sent', 'zalo sent', 'zalo sent']);
    // A template is on the phone a moment after it was accepted.
    const got = await Promise.all(people.map(({ zalo }) => ladder.world.zalo.user(zalo ?? '').waitFor(() => true)));
    expect(got.map(({ kind }) => kind)).toEqual(['text', 'text', 'template', 'template']);
  });

  test("goes to an official's telephone, sealed as it is in the database, where the template does not reach the user id", async () => {
    const { db, zalo } = ladder.world;
    zalo.addUsers([{ id: '2460000000000000912', name: 'Điện thoại', phone: '84912000912', follower: false }]);
    const people = [ladder.person(HOURS_AGO.tenDays), ladder.person(HOURS_AGO.tenDays)];
    for (const { zalo: id = '' } of people)
      zalo.faults.add({ users: [id], paths: ['/v3.0/oa/message/template'], fault: { kind: 'error', code: -213 } });
    await db.pool.query(`update sender set not_before = now() + interval '1 hour' where channel = 'zalo'`);
    const id = await ladder.send(people, nudge());
    const place = { code: '14758', shortName: 'Hàm Rồng' };
    const agency = await ensureAgency(db, { name: 'UBND phường Hàm Rồng', place, parentId: null, aliases: [] });
    await db.pool.query(
      `insert into official (agency_id, name, position, role, phone, contact_id)
       select $1, 'An', '', 'focal', $2, contact_id from address where channel = 'zalo' and external_id = $3`,
      [agency.id, phoneSealer(SECRET).seal('0912000912'), people[0]?.zalo],
    );
    await ladder.calm();
    await ladder.until(id, ['zalo sent', 'zalo skipped blocked']);
    await zalo.user('2460000000000000912').waitFor(({ kind }) => kind === 'template');
    expect(ladder.reachedOnZalo(people)).toEqual([0, 0]);
  });

  test('falls to the template where Zalo says that the window is shut', async () => {
    const people = [ladder.person(HOURS_AGO.now, { zaloSays: HOURS_AGO.tenDays })];
    await ladder.until(await ladder.send(people, nudge()), ['zalo sent']);
    await ladder.world.zalo.user(people[0]?.zalo ?? '').waitFor(({ kind }) => kind === 'template');
  });

  test('finds another address of who refuses templates', async () => {
    const people = [ladder.person(HOURS_AGO.tenDays, { withTelegram: true }), ladder.person(HOURS_AGO.tenDays)];
    for (const { zalo } of people) ladder.world.zalo.user(zalo ?? '').block('template');
    await ladder.until(await ladder.send(people, nudge()), ['telegram sent', 'zalo skipped blocked']);
  });

  test('whose values do not fit the template reaches nobody, and says which', async () => {
    const people = [ladder.person(HOURS_AGO.tenDays)];
    const id = await ladder.send(people, nudge({ ...DATA, ten: 'N'.repeat(31) }));
    await ladder.until(id, ['zalo failed content: templateData.ten too-long (30)']);
    const { rows } = await ladder.world.db.pool.query('select state, held_reason from broadcast where id = $1', [id]);
    expect(rows).toEqual([{ state: 'held', held_reason: 'content: templateData.ten too-long (30)' }]);
    expect(ladder.world.zalo.calls().filter(({ to }) => to === people[0]?.zalo)).toEqual([]);
  });

  test('that says nothing a template could be filled with is held before anybody is called', async () => {
    const id = await ladder.send([ladder.person(HOURS_AGO.tenDays)], nudge(null));
    await ladder.until(id, ['zalo failed content: template-data-missing']);
  });
});
