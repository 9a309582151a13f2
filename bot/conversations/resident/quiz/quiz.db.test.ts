import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadQuizzes } from '../../../../content/loadQuizzes.js';
import type { Question, Quiz } from '../../../../content/quiz.js';
import { erase } from '../../../../people/erase.js';
import { joinContact } from '../../../../people/joinContact.js';
import { quizzesHeldOf } from '../../../../people/quizzes/held.js';
import { type Phone, type PhoneWorld, type Shown, startPhones } from '../../../../test/support/officialPhones.js';
import { until } from '../../../../test/support/until.js';
import { SECRET } from '../../../../test/support/world.js';

const HAM_RONG = '14758';
const LETTERS = ['A', 'B', 'C', 'D'];
const CAMPAIGN = 'thang-hanh-dong-06/2027';

describe.each(['telegram', 'zalo'] as const)('a quiz on %s', (channel) => {
  let world: PhoneWorld;
  let phone: Phone;
  let contactId: number;
  let quizzes: readonly Quiz[];

  beforeAll(async () => {
    world = await startPhones(channel);
    quizzes = await loadQuizzes();
  });
  afterAll(() => world.close());

  beforeEach(async () => {
    phone = world.phone();
    contactId = await resident(phone);
  });

  async function resident({ externalId }: Phone): Promise<number> {
    const joining = {
      channel,
      externalId,
      place: HAM_RONG,
      groups: ['hoc-sinh'],
      locale: 'vi',
      name: null,
      ownWord: true,
    };
    const joined = await joinContact(world.db, SECRET, joining);
    if (joined.kind !== 'joined') throw new Error(joined.kind);
    return joined.contactId;
  }

  const text = (shown: readonly Shown[]): string => shown.map((one) => one.text).join('\n');
  const last = (shown: readonly Shown[]): Shown => {
    const found = shown.at(-1);
    if (found === undefined) throw new Error('Loa said nothing');
    return found;
  };

  /** The question that stands in a text. */
  function asked(shown: readonly Shown[]): Question {
    const said = text(shown);
    const found = quizzes.flatMap(({ questions }) => questions).filter(({ ask }) => said.includes(ask['vi'] ?? '-'));
    if (found[0] === undefined || found.length !== 1) throw new Error(`No question stands in: ${said}`);
    return found[0];
  }
  const letter = (question: Question, right: boolean): string =>
    LETTERS[question.answers.findIndex((answer) => answer.right === right)] ?? '';

  /** Begins the pupils' quiz. */
  async function begin(by = phone): Promise<Shown[]> {
    return by.say('câu đố học sinh');
  }
  const sittings = async () => {
    const { rows } = await world.db.pool.query(
      'select id, campaign, choices, score, ended_at, questions from quiz_sitting where contact_id = $1 order by id',
      [contactId],
    );
    return rows;
  };

  it('asks three questions, explains after each answer, and ends with the result', async () => {
    let shown = await begin();
    expect(text(shown)).toContain('không giữ câu trả lời nào');
    for (const at of [1, 2, 3]) {
      expect(text(shown)).toContain(`Câu ${at}/3.`);
      const question = asked(shown);
      expect(text(shown)).toContain(`A. ${question.answers[0]?.text['vi']}`);
      shown = await phone.press(letter(question, at !== 2));
      expect(shown).toHaveLength(1);
      expect(text(shown)).toContain(question.because['vi']);
      expect(text(shown)).toContain(at === 2 ? 'Chưa đúng. Câu trả lời đúng là' : 'Đúng rồi!');
    }
    expect(text(shown)).toContain('Kết quả: đúng 2/3 câu.');
    expect(last(shown).buttons).toContain('Làm lượt khác');
    expect(world.failures).toEqual([]);
  });

  it('keeps of a finished sitting how many were right, and not which answers were given', async () => {
    let shown = await begin();
    for (let at = 0; at < 3; at += 1) shown = await phone.press(letter(asked(shown), true));
    expect(await sittings()).toMatchObject([{ choices: [], score: 3, ended_at: expect.any(Date) }]);
    expect(await quizzesHeldOf(world.db, contactId)).toMatchObject([{ quiz: 'hoc-sinh', score: 3, of: 3 }]);
  });

  it.each(['câu đố', 'Câu Đố', 'cau do', 'đố vui', 'quiz'])(
    'is found by the word "%s", with what is for pupils first',
    async (word) => {
      const shown = await phone.say(word);
      expect(last(shown).buttons[0]).toBe('Em biết tự bảo vệ mình');
      const first = await phone.press('Em biết tự bảo vệ mình', last(shown));
      expect(text(first)).toContain('Câu 1/3.');
    },
  );

  it('shows all six, in two messages where one has no room for so many buttons', async () => {
    const shown = last(await phone.say('câu đố'));
    const labels = shown.buttons.includes('Xem thêm')
      ? [...shown.buttons.slice(0, -1), ...last(await phone.press('Xem thêm', shown)).buttons]
      : shown.buttons;
    expect(labels).toEqual(expect.arrayContaining(quizzes.map(({ title }) => title['vi'])));
    expect(labels).toHaveLength(6);
  });

  it('offers whoever is under 16 what was written for pupils, and nothing else', async () => {
    await world.db.pool.query('update contact set minor = true, groups = $2 where id = $1', [contactId, []]);
    expect(last(await phone.say('câu đố')).buttons).toEqual(['Em biết tự bảo vệ mình']);
    expect(text(await phone.press('Em biết tự bảo vệ mình'))).toContain('Câu 1/3.');
  });

  it('is answered by typing as well', async () => {
    let shown = await begin();
    for (const at of [0, 1, 2]) {
      const index = asked(shown).answers.findIndex(({ right }) => right);
      shown = await phone.say([`${LETTERS[index]}`, `${index + 1}`, `câu ${LETTERS[index]?.toLowerCase()}`][at] ?? '');
    }
    expect(text(shown)).toContain('đúng 3/3 câu');
  });

  it('asks other questions in the next sitting, until all were asked', async () => {
    const seen = new Set<string>();
    for (let sitting = 0; sitting < 4; sitting += 1) {
      let shown = await begin();
      for (let at = 0; at < 3; at += 1) {
        seen.add(asked(shown).id);
        shown = await phone.press(letter(asked(shown), true));
      }
    }
    expect(seen.size).toBe(12);
  });

  it('left with a button or a word waits for weeks where it was left', async () => {
    const first = await begin();
    const second = await phone.press(letter(asked(first), true));
    const left = await phone.press('Để sau', last(second));
    expect(text(left)).toContain('còn dừng ở câu 2/3');
    await world.db.pool.query(
      `update quiz_sitting set touched_at = touched_at - interval '40 days', expires_at = expires_at - interval '40 days' where contact_id = $1`,
      [contactId],
    );
    const listed = await phone.say('câu đố');
    const resume = last(listed).buttons.find((label) => label.startsWith('Làm tiếp:')) ?? '';
    expect(resume).toBe('Làm tiếp: Em biết tự bảo vệ mình (câu 2/3)');
    expect(asked(await phone.press(resume, last(listed)))).toEqual(asked(second));
    expect(text(await phone.say('nghỉ'))).toContain('còn dừng ở câu 2/3');
    expect(asked(await phone.say('tiếp tục'))).toEqual(asked(second));
  });

  it('lets help, danger, a question, a sticker and a place in between, and goes on', async () => {
    const first = await begin();
    expect(text(await phone.say('trợ giúp'))).toContain('113');
    expect(text(await phone.say('có người sốc thuốc, cứu với'))).toContain('115');
    expect(text(await phone.say('hỏi về chuyện khác được không'))).not.toContain('Câu 1/3');
    expect(await phone.sticker()).toHaveLength(1);
    expect(text(await phone.say('phường Hàm Rồng, Thanh Hóa'))).not.toBe('');
    const second = await phone.press(letter(asked(first), true), last(first));
    expect(text(second)).toContain('Câu 2/3.');
  });

  it('in the middle stops when somebody says stop, and is not gone for that', async () => {
    const first = await begin();
    await phone.say('dừng');
    const { rows } = await world.db.pool.query('select state from address where external_id = $1', [phone.externalId]);
    expect(rows).toEqual([{ state: 'opted_out' }]);
    expect(text(await phone.press(letter(asked(first), true), last(first)))).toContain('Câu 2/3.');
  });

  it('counts one answer when a button is pressed twice, and says which counted', async () => {
    const first = await begin();
    const question = asked(first);
    const [right, wrong] = [letter(question, true), letter(question, false)];
    const second = await phone.press(wrong, last(first));
    const again = await phone.press(right, last(first));
    expect(text(again)).toContain(`Câu 1 đã tính câu trả lời ${wrong}`);
    expect(asked(again)).toEqual(asked(second));
    let shown = again;
    for (let at = 0; at < 2; at += 1) shown = await phone.press(letter(asked(shown), true), last(shown));
    expect(text(shown)).toContain('đúng 2/3 câu');
    const old = await phone.press(wrong, last(second));
    expect(text(old)).toContain('Lượt này đã xong.');
    expect(text(old)).toContain('đúng 2/3 câu');
    expect((await sittings())[0]).toMatchObject({ score: 2 });
  });

  it('counts one answer when two devices answer at once', async () => {
    const first = await begin();
    const under = last(first);
    const question = asked(first);
    const before = world.handled.length;
    await Promise.all([phone.press(letter(question, true), under), phone.press(letter(question, false), under)]);
    await until(() => world.handled.length === before + 2);
    const [sitting] = await sittings();
    expect(sitting).toMatchObject({ choices: [expect.any(Number)], score: expect.any(Number) });
    expect(sitting.choices).toHaveLength(1);
  });

  it('does nothing twice when an update is answered again after a crash, and says the same', async () => {
    let shown = await begin();
    for (let at = 0; at < 3; at += 1) {
      const question = asked(shown);
      const right = letter(question, true);
      shown = await (at === 1 ? phone.say(right) : phone.press(right, last(shown)));
      const update = world.handled.at(-1);
      const before = phone.shown().length;
      if (update === undefined) throw new Error('nothing was handled');
      await world.repeat(update);
      await until(() => phone.shown().length > before);
      expect(phone.shown().at(-1)?.text).toBe(last(shown).text);
      expect((await sittings())[0]).toMatchObject({ score: at + 1 });
    }
  });

  it('is not answered by a letter or number while nothing is asked, or something else is', async () => {
    expect(text(await phone.say('2'))).not.toContain('Câu ');
    await begin();
    await phone.say('cam kết');
    await phone.press('Gia đình');
    await phone.press('Gia đình tôi cam kết');
    expect(text(await phone.say('4'))).toContain('cam kết của gia đình 4 người');
    expect(text(await phone.say('1'))).toContain('Câu 2/3');
  });

  it('answers a button of a quiz that is no more, or of somebody else, with the list', async () => {
    const first = await begin();
    const other = world.phone();
    await resident(other);
    await begin(other);
    // The sittings change hands, as if the button were somebody else's.
    await world.db.pool.query(
      `update quiz_sitting set contact_id = contact_id + 100000, external_id = external_id || 'x' where contact_id = $1`,
      [contactId],
    );
    expect(text(await phone.press(letter(asked(first), true), last(first)))).toContain('Câu đố này không còn nữa.');
  });

  it('begun from a campaign belongs to it, and so does the next round', async () => {
    await phone.say('Chào kênh');
    await sendButton(`quiz:phap-luat:${CAMPAIGN}`);
    let shown = await phone.press('Thử');
    for (let at = 0; at < 3; at += 1) shown = await phone.press(letter(asked(shown), true), last(shown));
    await phone.press('Làm lượt khác', last(shown));
    expect((await sittings()).map(({ campaign }) => campaign)).toEqual([CAMPAIGN, CAMPAIGN]);
  });

  it('can be tried by somebody who does not receive anything, of whom nothing is left a day later', async () => {
    const stranger = world.phone();
    let shown = await stranger.say('câu đố học sinh');
    for (let at = 0; at < 3; at += 1) shown = await stranger.press(letter(asked(shown), true), last(shown));
    expect(text(shown)).toContain('đúng 3/3');
    await world.db.pool.query(
      `update quiz_sitting set expires_at = expires_at - interval '25 hours' where contact_id is null`,
    );
    await begin();
    const { rowCount } = await world.db.pool.query('select from quiz_sitting where external_id = $1', [
      stranger.externalId,
    ]);
    expect(rowCount).toBe(0);
  });

  it('is gone with the person who has themself erased', async () => {
    const shown = await begin();
    await phone.press(letter(asked(shown), true), last(shown));
    await erase(world.db, SECRET, { channel, externalId: phone.externalId });
    expect(await sittings()).toEqual([]);
  });

  if (channel === 'telegram')
    it('does not take back an answer for a message that was changed afterwards', async () => {
      const first = await begin();
      const question = asked(first);
      await phone.say(letter(question, false));
      expect(text(await phone.edit(letter(question, true)))).toContain('Câu 1 đã tính câu trả lời');
      expect((await sittings())[0]).toMatchObject({ score: 0 });
    });

  /** A message with a button "Thử", as a campaign brings it. */
  async function sendButton(data: string): Promise<void> {
    const sent = await world.send(phone.externalId, {
      body: { text: 'Mời bà con thử sức', marks: [] },
      media: null,
      buttons: [[{ label: 'Thử', data }]],
    });
    expect(sent.kind).toBe('sent');
    await until(() => phone.shown().some(({ buttons }) => buttons.includes('Thử')));
  }
});
