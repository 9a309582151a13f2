import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../../base/clock.js';
import { bundledPlaceFinder } from '../../../../people/findPlace.js';
import { givePledge, pledgesHeldOf } from '../../../../people/pledges/pledge.js';
import { suppressionKey } from '../../../../people/suppressionKey.js';
import { testLog } from '../../../../test/support/database.js';
import { type Phone, type PhoneWorld, type Shown, startPhones } from '../../../../test/support/officialPhones.js';
import { SECRET } from '../../../../test/support/world.js';
import type { Incoming } from '../../../incoming.js';
import { writeJoinCode } from '../../../joinCode.js';
import { stopStored } from '../../../stopStored.js';
import type { Turn } from '../decide.js';
import { readPerson } from '../person.js';
import { eraseButton } from './button.js';
import { ownData } from './ownData.js';

const PLACE = '14758';
const CODE = writeJoinCode({ place: PLACE, groups: [] });
const text = (shown: readonly Shown[]): string => shown.map((one) => one.text).join('\n');

describe.each(['telegram', 'zalo'] as const)('on %s', (channel) => {
  let world: PhoneWorld;
  beforeAll(async () => {
    world = await startPhones(channel);
  });
  afterAll(() => world.close());

  const erase = channel === 'zalo' ? 'Xóa dữ liệu' : '/erase';
  const show = channel === 'zalo' ? 'DU LIEU CUA TOI' : '/mydata';

  async function joined(): Promise<Phone> {
    const phone = world.phone();
    await phone.say(CODE);
    await phone.press('Đồng ý nhận tin');
    return phone;
  }

  /** Every row of every table in which a text stands, by table. */
  async function traces(of: string): Promise<Record<string, number>> {
    const { rows } = await world.db.pool.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const found: Record<string, number> = {};
    for (const { name } of rows) {
      const { rows: held } = await world.db.pool.query<{ n: number }>(
        `select count(*)::int as n from ${name} t where t::text like '%' || $1 || '%'`,
        [of],
      );
      if ((held[0]?.n ?? 0) > 0) found[name] = held[0]?.n ?? 0;
    }
    return found;
  }

  const suppression = async (phone: Phone) => {
    const { rows } = await world.db.pool.query<{ cause: string }>('select cause from suppression where key = $1', [
      suppressionKey(SECRET, channel, phone.externalId),
    ]);
    return rows.map(({ cause }) => cause);
  };

  it('a person is shown all that is held of them, with the words that they agreed to', async () => {
    const phone = world.phone();
    const [asked] = await phone.say(CODE);
    await phone.press('Đồng ý nhận tin');
    await phone.press('Phụ huynh');
    await phone.press('English');
    await phone.say('dữ liệu của tôi');
    const said = text(await phone.say(show));
    expect(said).toContain('Phường Hàm Rồng');
    expect(said).toContain('phu-huynh');
    expect(said).toContain('Language: English');
    expect(said).toContain(phone.externalId);
    expect(said).toContain(asked?.text);
    expect(said).toContain('No name is kept');
    expect(world.failures).toEqual([]);
  });

  it('a long record comes in several messages, each as long as the channel takes', async () => {
    const phone = await joined();
    const person = await readPerson(world.db, channel, phone.externalId);
    for (let n = 0; n < 12; n++)
      await world.db.pool.query(
        `insert into consent (contact_id, purpose, wording, how) values ($1, 'awareness', $2, 'paper')`,
        [person?.contactId, `Lời đồng ý số ${n} ${'rất dài '.repeat(60)}`],
      );
    const shown = await phone.say(show);
    expect(shown.length).toBeGreaterThan(2);
    for (const one of shown) expect(one.text.length).toBeLessThanOrEqual(channel === 'zalo' ? 2_000 : 4_096);
    for (let n = 0; n < 12; n++) expect(text(shown)).toContain(`Lời đồng ý số ${n} `);
  });

  it('who is not known is told so, and that a mark is kept once they said stop', async () => {
    const phone = world.phone();
    expect(text(await phone.say(show))).toContain('chưa nhận tin');
    await phone.say('dừng');
    expect(text(await phone.say(show))).toContain('Một dấu để kênh không gửi tin');
  });

  it('a person is asked once and erased at one press: nothing of the chat stands in any table, and nothing is sent', async () => {
    const phone = await joined();
    await phone.sticker();
    const person = await readPerson(world.db, channel, phone.externalId);
    await world.db.pool.query(
      `insert into chat_form (channel, external_id, kind, step, data, last_update, expires_at)
       values ($1, $2, 'quiz', 'one', '{}', 'u', now() + interval '1 day')`,
      [channel, phone.externalId],
    );
    const [asked] = await phone.say(erase);
    expect(asked?.buttons).toEqual(['Xóa hết', 'Không xóa']);
    expect(await readPerson(world.db, channel, phone.externalId)).not.toBeNull();
    const told = await phone.press('Xóa hết', asked);
    expect(told).toHaveLength(1);
    expect(text(told)).toContain('Đã xóa hết');
    await expect.poll(() => traces(phone.externalId)).toEqual({});
    const { rows } = await world.db.pool.query('select from consent where contact_id = $1', [person?.contactId]);
    expect(rows).toEqual([]);
    expect(await suppression(phone)).toEqual(['erased']);
    const { rows: audit } = await world.db.pool.query<{ entry: string }>(
      'select entry from audit_event order by id desc limit 1',
    );
    expect(JSON.parse(audit[0]?.entry ?? '{}')).toMatchObject({
      action: 'contacts.erase',
      detail: { cause: 'asked', found: true },
    });

    // Pressed once more: a kind answer, and still no trace.
    expect(text(await phone.press('Xóa hết', asked))).toContain('đã được xóa rồi');
    await expect.poll(() => traces(phone.externalId)).toEqual({});
    expect(world.failures).toEqual([]);
  });

  it('a pledge and a quiz are shown, and gone with the rest', async () => {
    const phone = await joined();
    const contactId = (await readPerson(world.db, channel, phone.externalId))?.contactId ?? 0;
    const at = new Date('2027-06-26T01:00:00Z');
    await givePledge(world.db, contactId, {
      kind: 'family',
      campaign: '',
      version: 1,
      wording: 'Nhà mình nói không',
      people: 4,
      at,
    });
    expect(text(await phone.say(show))).toContain('Cam kết (26/6/2027): “Nhà mình nói không”');
    await phone.say(erase);
    await phone.press('Xóa hết');
    await expect.poll(() => pledgesHeldOf(world.db, contactId)).toEqual([]);
  });

  it('who would rather keep it keeps it', async () => {
    const phone = await joined();
    await phone.say(erase);
    expect(text(await phone.press('Không xóa'))).toContain('không xóa gì');
    expect(await readPerson(world.db, channel, phone.externalId)).not.toBeNull();
  });

  it('a button of another chat, of two hours ago or of nobody erases nobody and is answered', async () => {
    const [mine, other] = [await joined(), await joined()];
    const chat = { channel, externalId: mine.externalId };
    const now = new Date();
    const press = async (data: string): Promise<Turn | null> => {
      const incoming: Incoming = {
        ...chat,
        updateId: 'u',
        at: now,
        language: 'vi',
        kind: 'button',
        data,
        callbackId: '',
        messageId: null,
        shown: null,
      };
      const clock = { now: () => now };
      const person = await readPerson(world.db, channel, mine.externalId);
      return ownData({ database: world.db, secret: SECRET, clock }, incoming, person);
    };
    for (const data of [
      eraseButton(SECRET, { channel, externalId: other.externalId }, now),
      eraseButton(SECRET, chat, new Date(now.getTime() - 2 * HOUR_MS)),
      eraseButton(SECRET, chat, new Date(now.getTime() - 365 * 24 * HOUR_MS)),
      'x:',
      'x:zz.zzzzzzzzzzzz',
    ]) {
      const turn = await press(data);
      expect([data, turn?.effects]).toEqual([data, []]);
      expect(turn?.replies[0]?.body.text).toContain('kênh chưa xóa gì');
    }
    expect((await press(eraseButton(SECRET, chat, now)))?.effects).toMatchObject([{ do: 'erase' }]);
  });

  it('a stop holds as soon as it is stored, although nobody has answered it', async () => {
    const phone = await joined();
    const stop = {
      name: channel,
      toIncoming: (): Incoming => ({
        channel,
        updateId: 's',
        externalId: phone.externalId,
        at: new Date(),
        language: null,
        kind: 'text',
        text: 'Dừnggg!',
      }),
      reply: () => Promise.reject(new Error('nobody answers here')),
      acknowledge: () => Promise.resolve(),
    };
    const update = { channel, updateId: 's', chat: phone.externalId, body: null };
    await stopStored({ database: world.db, secret: SECRET, log: testLog }, stop, [update]);
    expect((await readPerson(world.db, channel, phone.externalId))?.state).toBe('opted_out');
    expect(await suppression(phone)).toEqual(['opt-out']);
  });

  it("under 16 a guardian presses, and no name and no group but the pupils' is kept", async () => {
    const phone = world.phone();
    const [age] = await phone.say(writeJoinCode({ place: PLACE, groups: ['hoc-sinh'] }));
    expect(age?.buttons).toEqual(['Dưới 16 tuổi', 'Từ 16 tuổi trở lên']);
    const [guardian] = await phone.press('Dưới 16 tuổi');
    expect(guardian?.text).toContain('cha mẹ');
    await phone.press('Cha mẹ đồng ý');
    const { rows } = await world.db.pool.query(
      `select c.minor, c.name, c.groups, s.how, s.wording from contact c join address a on a.contact_id = c.id
         join consent s on s.contact_id = c.id where a.external_id = $1`,
      [phone.externalId],
    );
    expect(rows).toEqual([
      { minor: true, name: null, groups: ['hoc-sinh'], how: 'guardian-button', wording: guardian?.text },
    ]);
    expect(text(await phone.say(show))).toContain('cha mẹ hoặc người giám hộ bấm đồng ý');
  });

  it('what may be added is asked once, and a button of before a stop brings nobody back', async () => {
    const phone = await joined();
    const [language] = await phone.press('Bỏ qua');
    expect(language?.text).toContain('Tin bằng tiếng nào');
    const [over] = await phone.press('Bỏ qua', language);
    expect(over?.buttons).toEqual(['Trợ giúp', 'Dừng nhận tin']);
    await phone.say('dừng');
    expect(text(await phone.press('English', language))).toContain('đã dừng nhận tin');
    expect((await readPerson(world.db, channel, phone.externalId))?.state).toBe('opted_out');
  });

  it('stickers, edits and thousands of signs are answered, one answer each', async () => {
    const phone = await joined();
    expect(await phone.sticker()).toHaveLength(1);
    expect(await phone.say('.'.repeat(channel === 'zalo' ? 2_000 : 4_096))).toHaveLength(1);
    await phone.say('xin chào');
    if (channel === 'telegram') expect(await phone.edit('xin chào kênh')).toHaveLength(1);
    expect(world.failures).toEqual([]);
  });

  it('an album is answered once, its words always', async () => {
    const phone = await joined();
    if (channel === 'zalo') {
      expect(await phone.picture()).toHaveLength(1);
      expect(await phone.picture()).toHaveLength(0);
      expect(await phone.say('TRỢ GIÚP')).not.toHaveLength(0);
      return;
    }
    const before = phone.shown().length;
    const id = Number(phone.externalId);
    const piece = (n: number, album: string, caption?: string) => ({
      channel,
      updateId: `9-${album}${n}`,
      chat: phone.externalId,
      body: {
        update_id: n,
        message: {
          message_id: 900 + n,
          date: Math.floor(Date.now() / 1_000),
          chat: { id, type: 'private' },
          from: { id },
          media_group_id: album,
          photo: [{ file_id: `f${n}` }],
          ...(caption === undefined ? {} : { caption }),
        },
      },
    });
    for (const n of [1, 2, 3]) await world.repeat(piece(n, 'a'));
    expect(phone.shown().length).toBe(before + 1);
    // As after a crash: the piece that is answered is answered again.
    await world.repeat(piece(1, 'a'));
    expect(phone.shown().length).toBe(before + 2);
    await world.repeat(piece(4, 'b'));
    await world.repeat(piece(5, 'b', 'trợ giúp'));
    expect(phone.shown().length).toBeGreaterThanOrEqual(before + 4);
  });
});

it('what people type without end is read in time', () => {
  expect(bundledPlaceFinder().find('.'.repeat(4_096)).kind).toBe('none');
});
