import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../../base/clock.js';
import { erase } from '../../../../people/erase.js';
import { setLocalFact } from '../../../../people/localFacts.js';
import { expireQuestions, openQuestions } from '../../../../people/questions.js';
import { type Phone, type PhoneWorld, type Shown, startPhones } from '../../../../test/support/officialPhones.js';
import { staffPhone } from '../../../../test/support/staffAtWork.js';
import { SECRET } from '../../../../test/support/world.js';

describe.each(['telegram', 'zalo'] as const)('asking on %s', (channel) => {
  let world: PhoneWorld;
  let staffName = 0;

  beforeAll(async () => {
    world = await startPhones(channel);
  });
  afterAll(() => world.close());
  afterEach(async () => {
    expect(world.failures).toEqual([]);
    await world.db.pool.query('delete from question_chat');
    await world.db.pool.query(`update question set state = 'closed', text = null where state = 'open'`);
    await world.db.pool.query(`update staff_chat set unlinked_at = now()`);
  });

  const text = (shown: Shown[]): string => shown.map((one) => one.text).join('\n');
  /** Has what was stored for chats told there, as the workers do, and gives what now stands on the phone. */
  const told = async (phone: Phone): Promise<Shown[]> => {
    const had = new Set(phone.shown().map(({ id }) => id));
    const { rows } = await world.db.pool.query<{ channel: string; updateId: string; chat: string; body: unknown }>(
      `select channel, update_id as "updateId", chat, body from inbound
        where done_at is null and (starts_with(update_id, 'asked-') or starts_with(update_id, 'replied-')) order by id`,
    );
    for (const row of rows) {
      await world.repeat(row);
      await world.db.pool.query(
        'update inbound set done_at = now(), body = null where channel = $1 and update_id = $2',
        [row.channel, row.updateId],
      );
    }
    return phone.shown().filter(({ id }) => !had.has(id));
  };
  const staff = (place: string | null = null) => staffPhone(world, { name: `Lan ${++staffName}`, place });
  const lost = 'Nuôi cá cảnh trong bể kính thì thay nước thế nào cho đúng';
  /** Sends a question to staff by hand, whatever the channel tells of the message above the button. */
  const send = async (phone: Phone, question: string): Promise<Shown[]> => {
    await phone.say('xin số điện thoại cán bộ phụ trách');
    await phone.press('Hỏi cán bộ');
    return phone.say(question);
  };

  it('a stranger is answered at once, with the source and two ways on', async () => {
    const [answer] = await world.phone().say('su dung ma tuy bi phat bao nhieu tien');
    expect(answer?.text).toContain('1 đến 2 triệu đồng');
    expect(answer?.text).toContain('Nguồn: Nghị định 282/2025/NĐ-CP');
    expect(answer?.buttons).toEqual(['Câu khác', 'Hỏi cán bộ']);
  });

  it('help shows the numbers first, then topics; a topic its questions, a question its answer, all by buttons', async () => {
    const phone = world.phone();
    const shown = await phone.say('trợ giúp');
    expect(shown[0]?.text).toContain('113');
    expect(shown[1]?.buttons).toContain('Tác hại');
    expect(shown[1]?.buttons).toContain('Hỏi cán bộ');
    expect(shown.every(({ buttons }) => channel === 'telegram' || buttons.length <= 5)).toBe(true);
    const [topic] = await phone.press('Tác hại');
    expect(topic?.buttons).toContain('Thử một lần có sao không?');
    expect(text(await phone.press('Thử một lần có sao không?'))).toContain('Không có lần thử nào là an toàn');
    await phone.press('Câu khác');
    const [more] = await phone.press(channel === 'zalo' ? 'Xem thêm' : 'Các mục hỏi đáp');
    expect(more?.buttons.length).toBeGreaterThan(1);
  });

  it('who is unsure what is meant shows three, and the choice answers', async () => {
    const phone = world.phone();
    const [choice] = await phone.say('bạn nó rủ con tôi chơi ke, giờ khuyên con sao');
    expect(choice?.text).toContain('Có phải bà con muốn hỏi');
    expect(choice?.buttons).toHaveLength(4);
    expect(text(await phone.press('Con bị bạn rủ rê'))).toContain('Con kể ra là điều mừng');
  });

  it('what it does not know it says so, and says what not to write', async () => {
    const phone = world.phone();
    const [none] = await phone.say(lost);
    expect(none?.text).toContain('Kênh chưa có câu trả lời cho câu này');
    expect(none?.text).toContain('Đừng ghi tên, địa chỉ');
    expect(none?.buttons).toContain('Gửi cho cán bộ');
  });

  it('a question goes to staff without who asked, and the answer comes back, once', async () => {
    const lan = await staff();
    const phone = world.phone();
    await phone.say(lost);
    const [pressed] = await phone.press('Gửi cho cán bộ');
    // Where the channel tells what stood above the button nothing is typed twice.
    const sent = channel === 'telegram' ? pressed : (await phone.say(lost))[0];
    expect(sent?.text).toContain('Đã gửi cho cán bộ phụ trách, không kèm tên');
    const last = world.handled.at(-1);
    if (last !== undefined) await world.repeat(last);
    expect(await openQuestions(world.db, SECRET, null)).toHaveLength(1);
    const [asked] = await told(lan);
    expect(asked?.text).toContain(`“${lost}”`);
    expect(asked?.text).not.toContain(phone.externalId);
    await lan.press('Trả lời');
    expect(text(await lan.say('Thay một phần ba nước mỗi tuần.'))).toContain('Đã gửi câu trả lời');
    const [reply] = await told(phone);
    expect(reply?.text).toContain(`“${lost}”`);
    expect(reply?.text).toContain('Thay một phần ba nước mỗi tuần.');
    expect(await told(phone)).toEqual([]);
    expect(text(await lan.press('Trả lời', asked))).toContain('đã được xử lý');
  });

  it('in the database the question is sealed, and nothing of it is left when it is answered', async () => {
    const lan = await staff();
    const phone = world.phone();
    await send(phone, 'Câu rất lạ bí ẩn xanh tím vàng');
    const all = async () =>
      JSON.stringify(
        await Promise.all(
          ['question', 'question_chat', 'chat_form'].map(
            async (table) => (await world.db.pool.query(`select t::text as row from ${table} t`)).rows,
          ),
        ),
      );
    expect(await all()).not.toContain('bí ẩn');
    expect(await all()).toContain(phone.externalId);
    await told(lan);
    await lan.press('Trả lời');
    await lan.say('Vâng, đây là câu trả lời.');
    const { rows } = await world.db.pool.query(`select text, state from question order by no desc limit 1`);
    expect(rows[0]).toEqual({ text: null, state: 'answered' });
    expect((await world.db.pool.query('select from question_chat')).rowCount).toBe(0);
    const stored = await world.db.pool.query(
      `select body::text as body from inbound where starts_with(update_id, 'replied-') and done_at is null`,
    );
    expect(JSON.stringify(stored.rows)).not.toContain('đây là câu trả lời');
    await told(phone);
  });

  it.each([
    'Nhà bà Nguyễn Thị Hoa có chuyện này thì hỏi ai',
    'gọi lại cho tôi 0912 345 678 nhé',
    'tôi ở số 12 ngõ 5 đường Lê Lợi',
    'con tôi tên là Tuấn',
    'căn cước 038123456789',
  ])('"%s" is not sent before what names somebody is gone', async (question) => {
    const phone = world.phone();
    const [again] = await send(phone, question);
    expect(again?.text).toContain('Câu hỏi chưa được gửi');
    expect(await openQuestions(world.db, SECRET, null)).toEqual([]);
    expect(text(await phone.say('Chuyện này thì tôi nên hỏi ai ạ'))).toContain('Đã gửi cho cán bộ');
  });

  it('who stops or is erased gets no answer, and what they asked is gone', async () => {
    const lan = await staff();
    const [stops, erased, late] = [world.phone(), world.phone(), world.phone()];
    for (const phone of [stops, erased, late]) await send(phone, lost);
    expect(await openQuestions(world.db, SECRET, null)).toHaveLength(3);
    await stops.say('dừng nhận tin');
    await erase(world.db, SECRET, { channel, externalId: erased.externalId });
    expect(await openQuestions(world.db, SECRET, null)).toHaveLength(1);
    await told(lan);
    await lan.press('Trả lời');
    await lan.say('Câu trả lời.');
    await erase(world.db, SECRET, { channel, externalId: late.externalId });
    for (const phone of [stops, erased, late]) expect(await told(phone)).toEqual([]);
  });

  it('who stopped long ago may ask all the same, and is answered', async () => {
    const lan = await staff();
    const phone = world.phone();
    await phone.say('dừng');
    expect(text(await phone.say('bóng cười có bị cấm không'))).toContain('bóng cười');
    await send(phone, lost);
    await told(lan);
    await lan.press('Trả lời');
    await lan.say('Được ạ.');
    expect(text(await told(phone))).toContain('Được ạ.');
  });

  it('"thôi" leaves the question and does not stop messages; a question can be taken back; three wait at most', async () => {
    const phone = world.phone();
    expect(text(await send(phone, 'thôi'))).toContain('không gửi gì cho cán bộ');
    await send(phone, lost);
    expect(text(await phone.press('Thu hồi câu hỏi'))).toContain('Đã thu hồi');
    expect(text(await phone.press('Thu hồi câu hỏi'))).toContain('Không còn câu hỏi nào');
    for (let i = 0; i < 3; i += 1) await send(phone, `${lost} ${i}`);
    expect(text(await phone.press('Hỏi cán bộ'))).toContain('ba câu hỏi chờ');
  });

  it('danger is answered first while a question is being written', async () => {
    const phone = world.phone();
    expect(text(await send(phone, 'cứu với, bạn tôi bất tỉnh'))).toContain('115');
    expect(await openQuestions(world.db, SECRET, null)).toEqual([]);
  });

  it('goes to staff of the place only, and after seven days it is gone', async () => {
    const [here, elsewhere] = [await staff('38'), await staff('01')];
    const phone = world.phone();
    await send(phone, lost);
    await world.db.pool.query(`update question set place = '14758' where state = 'open'`);
    expect(await told(here)).toEqual([]);
    const { rows } = await world.db.pool.query<{ id: number; place: string }>(
      'select id, place from staff where place is not null order by id desc limit 2',
    );
    for (const { id, place } of rows)
      expect(await openQuestions(world.db, SECRET, id)).toHaveLength(place === '38' ? 1 : 0);
    expect(await told(elsewhere)).toEqual([]);
    expect(await expireQuestions(world.db, new Date(Date.now() + 6 * 24 * HOUR_MS))).toBe(0);
    expect(await expireQuestions(world.db, new Date(Date.now() + 8 * 24 * HOUR_MS))).toBe(1);
    expect((await world.db.pool.query('select from question_chat')).rowCount).toBe(0);
  });

  it('local facts stand below an answer with the day of the check; unknown is said to be unknown, old to be old', async () => {
    const phone = world.phone();
    expect(text(await phone.say('số điện thoại công an phường'))).toContain('Kênh chưa biết bà con ở đâu');
    await phone.say('phường Hàm Rồng, Thanh Hóa');
    await phone.press('Đồng ý nhận tin');
    expect(text(await phone.say('số điện thoại công an phường'))).toContain(
      'Kênh chưa có số của Công an phường Hàm Rồng',
    );
    const place =
      (
        await world.db.pool.query<{ place: string }>(
          'select c.place from address a join contact c on c.id = a.contact_id where a.external_id = $1',
          [phone.externalId],
        )
      ).rows[0]?.place ?? '';
    const fact = {
      place,
      kind: 'commune-police',
      name: 'Công an phường Hàm Rồng',
      phone: '0237 0000 113',
      address: null,
      hours: 'suốt ngày đêm',
      source: 'UBND phường',
    } as const;
    const today = new Date().toISOString().slice(0, 10);
    const by = { name: 'Lan', at: new Date() };
    await setLocalFact(world.db, { ...fact, checkedOn: today }, by);
    expect(text(await phone.say('số điện thoại công an phường'))).toContain(
      'Công an phường Hàm Rồng: 0237 0000 113, suốt ngày đêm (kiểm tra ngày',
    );
    await setLocalFact(world.db, { ...fact, checkedOn: '2024-01-05' }, by);
    expect(text(await phone.say('số điện thoại công an phường'))).toContain(
      'kiểm tra ngày 5/1/2024, đã hơn 12 tháng, chưa xác minh lại',
    );
  });

  it('a place that is typed still finds the place, and a question that names one is a question', async () => {
    const phone = world.phone();
    expect(text(await phone.say('phường Hàm Rồng, Thanh Hóa'))).toContain(
      'muốn nhận tin phòng, chống ma túy của phường Hàm Rồng',
    );
    const [asked] = await phone.say('xét nghiệm ma túy ở Hàm Rồng, Thanh Hóa thì đến đâu');
    expect(asked?.buttons[0]).toBe('Xét nghiệm ma túy ở đâu?');
    expect(text(await phone.say('phuong ham rong'))).toMatch(/muốn nhận tin|nhiều nơi/i);
  });

  it('of what was asked and pressed nothing is left in any table', async () => {
    const phone = world.phone();
    await phone.say('su dung ma tuy bi phat bao nhieu tien');
    await phone.say('trợ giúp');
    await phone.press('Tác hại');
    const { rows } = await world.db.pool.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    for (const { name } of rows) {
      const { rows: found } = await world.db.pool.query(
        `select 1 from "${name}" t where t::text ilike '%' || $1 || '%'`,
        [phone.externalId],
      );
      if (!['inbound', 'address', 'attended_chat'].includes(name))
        expect({ name, found: found.length }).toEqual({ name, found: 0 });
    }
  });
});
