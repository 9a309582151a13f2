import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { erase } from '../../../../people/erase.js';
import { joinContact } from '../../../../people/joinContact.js';
import { pledgesHeldOf } from '../../../../people/pledges/pledge.js';
import { type Phone, type PhoneWorld, type Shown, startPhones } from '../../../../test/support/officialPhones.js';
import { until } from '../../../../test/support/until.js';
import { SECRET } from '../../../../test/support/world.js';

const HAM_RONG = '14758';

describe.each(['telegram', 'zalo'] as const)('a pledge on %s', (channel) => {
  let world: PhoneWorld;
  let phone: Phone;
  let contactId: number;

  beforeAll(async () => {
    world = await startPhones(channel);
  });
  afterAll(() => world.close());

  beforeEach(async () => {
    phone = world.phone();
    const { externalId } = phone;
    const joining = { channel, externalId, place: HAM_RONG, groups: [], locale: 'vi', name: null, ownWord: true };
    const joined = await joinContact(world.db, SECRET, joining);
    if (joined.kind !== 'joined') throw new Error(joined.kind);
    contactId = joined.contactId;
  });

  const text = (shown: readonly Shown[]): string => shown.map((one) => one.text).join('\n');
  const held = () => pledgesHeldOf(world.db, contactId);

  it('of a person is given with the button under its words, and the words are kept', async () => {
    await phone.say('cam kết');
    const shown = await phone.press('Cá nhân');
    expect(text(shown)).toContain('Tôi cam kết:');
    expect(text(shown)).toContain('không ghi tên ai');
    expect(await held()).toEqual([]);
    expect(text(await phone.press('Tôi cam kết'))).toContain('đã được ghi nhận');
    const [pledge] = await held();
    expect(pledge).toMatchObject({ kind: 'person', campaign: '', version: 1, people: null });
    expect(pledge?.wording).toBe(shown[0]?.text);
    expect(world.failures).toEqual([]);
  });

  it('of a family asks how many, by a button or a typed number within bounds', async () => {
    await phone.say('cam kết');
    await phone.press('Gia đình');
    expect(text(await phone.press('Gia đình tôi cam kết'))).toContain('bao nhiêu người');
    expect(text(await phone.say('1'))).toContain('từ 2 đến 30');
    expect(text(await phone.say('khoảng 5 6'))).toContain('từ 2 đến 30');
    expect(text(await phone.say('999999'))).toContain('từ 2 đến 30');
    expect(await held()).toEqual([]);
    expect(text(await phone.say('4 người'))).toContain('gia đình 4 người');
    expect(await held()).toMatchObject([{ kind: 'family', people: 4 }]);
  });

  it.each([
    ['Lớp học', 'Lớp chúng em cam kết', '42 bạn', 42],
    ['Cơ sở kinh doanh', 'Cơ sở chúng tôi cam kết', '1.200', 1200],
  ])('of "%s" keeps how many and no name', async (kind, agree, typed, people) => {
    await phone.say('cam kết');
    await phone.press(kind);
    await phone.press(agree);
    await phone.say(typed);
    expect(await held()).toMatchObject([{ people }]);
  });

  it('again takes the place of the one before, whatever is pressed how often', async () => {
    await phone.say('cam kết');
    await phone.press('Gia đình');
    await phone.press('Gia đình tôi cam kết');
    await phone.press('3');
    await phone.press('3');
    await phone.press('Gia đình tôi cam kết');
    await phone.press('5');
    expect(await held()).toMatchObject([{ kind: 'family', people: 5 }]);
  });

  it('lets everything else in between, and a stop ends it', async () => {
    await phone.say('cam kết');
    await phone.press('Gia đình');
    await phone.press('Gia đình tôi cam kết');
    expect(text(await phone.say('trợ giúp'))).toContain('113');
    expect(text(await phone.say('cấp cứu, có người bất tỉnh'))).toContain('115');
    expect(await phone.sticker()).toHaveLength(1);
    await phone.say('ổn rồi');
    expect(text(await phone.say('4'))).toContain('gia đình 4 người');
    await phone.press('Gia đình tôi cam kết');
    await phone.say('dừng');
    await phone.say('7');
    expect(await held()).toMatchObject([{ people: 4 }]);
  });

  it('put off is not given', async () => {
    await phone.say('cam kết');
    await phone.press('Gia đình');
    await phone.press('Gia đình tôi cam kết');
    expect(text(await phone.press('Để sau'))).toContain('Chưa có gì được ghi nhận');
    await phone.say('4');
    expect(await held()).toEqual([]);
  });

  it('can be taken back, and then nothing of it is left', async () => {
    await phone.say('cam kết');
    await phone.press('Cá nhân');
    await phone.press('Tôi cam kết');
    await phone.say('rút cam kết');
    expect(text(await phone.press('Rút lại: Cá nhân'))).toContain('không còn giữ gì');
    expect(await held()).toEqual([]);
    expect(text(await phone.say('rút cam kết'))).toContain('Hiện không có cam kết nào');
  });

  it('is not given by an old button whose words were changed since', async () => {
    await phone.say('Chào kênh');
    await world.send(phone.externalId, {
      body: { text: 'Lời cũ', marks: [] },
      media: null,
      buttons: [[{ label: 'Đồng ý lời cũ', data: 'pl:y:99:person:' }]],
    });
    await until(() => phone.shown().some(({ buttons }) => buttons.includes('Đồng ý lời cũ')));
    expect(text(await phone.press('Đồng ý lời cũ'))).toContain('đã được viết lại');
    expect(await held()).toEqual([]);
  });

  it('does nothing twice when an update is answered again after a crash', async () => {
    await phone.say('cam kết');
    await phone.press('Gia đình');
    await phone.press('Gia đình tôi cam kết');
    await phone.say('4');
    const update = world.handled.at(-1);
    if (update === undefined) throw new Error('nothing was handled');
    const before = phone.shown().length;
    await world.repeat(update);
    await until(() => phone.shown().length > before);
    expect(phone.shown().at(-1)?.text).toContain('đã được ghi nhận');
    expect(await held()).toHaveLength(1);
  });

  it('of somebody of whom no place is known asks for the place first', async () => {
    const stranger = world.phone();
    await stranger.say('cam kết');
    await stranger.press('Cá nhân');
    expect(text(await stranger.press('Tôi cam kết'))).toContain('gõ tên xã');
    expect(text(await stranger.say('4'))).not.toContain('ghi nhận');
  });

  it('is gone with the person who has themself erased', async () => {
    await phone.say('cam kết');
    await phone.press('Cá nhân');
    await phone.press('Tôi cam kết');
    await erase(world.db, SECRET, { channel, externalId: phone.externalId });
    expect(await held()).toEqual([]);
  });

  it('asks nobody for a name, and what is typed into it is in no table', async () => {
    await phone.say('cam kết');
    await phone.press('Cơ sở kinh doanh');
    await phone.press('Cơ sở chúng tôi cam kết');
    await phone.say('Quán của chị Planted Lan 12');
    await phone.say('12');
    const { rows } = await world.db.pool.query(
      `select (select string_agg(p::text, ' ') from pledge p) || coalesce((select string_agg(f::text, ' ') from chat_form f), '') as everything`,
    );
    expect(rows[0]?.everything).not.toContain('Planted');
    expect(await held()).toMatchObject([{ kind: 'business', people: 12 }]);
  });
});
