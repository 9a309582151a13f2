import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { addStaff } from '../people/addStaff.js';
import { askStaff, waitingQuestions } from '../people/questions.js';
import { type CommandLine, startCommandLine } from '../test/support/commandLine.js';
import { SECRET } from '../test/support/world.js';

let loa: CommandLine;
let chats = 880_000;

beforeAll(async () => {
  loa = await startCommandLine();
  await addStaff(loa.db, { name: 'dung', role: 'author', place: '01' });
  await addStaff(loa.db, { name: 'xem', role: 'viewer', place: null });
});
afterAll(() => loa.close());
afterEach(async () => {
  await loa.db.pool.query('delete from question_chat');
  await loa.db.pool.query('delete from question');
  await loa.db.pool.query('delete from inbound');
});

/** Somebody in a ward of Thanh Hóa asks what the FAQ does not know. */
async function asked(text: string, id: string): Promise<string> {
  chats += 1;
  const chat = { channel: 'telegram', externalId: String(chats) };
  const at = new Date('2026-11-22T02:00:00Z');
  await askStaff(loa.db, SECRET, { id, place: '14758', locale: 'vi', text, at, chat });
  return chat.externalId;
}

test('what residents asked is listed without who they are', async () => {
  expect((await loa.run('questions', 'list')).out).toBe('Không có câu hỏi nào đang chờ.\n');
  expect(await loa.json('questions', 'list')).toEqual([]);
  const chat = await asked('Lớp học bơi mùa hè có dạy phòng ma túy không?', 'aaaa11112222');
  const { out, code } = await loa.run('questions', 'list');
  expect(code).toBe(0);
  expect(out).toBe('aaaa11112222  2026-11-22T02:00:00.000Z  14758\n  Lớp học bơi mùa hè có dạy phòng ma túy không?\n');
  const rows = await loa.json<Record<string, unknown>[]>('questions', 'list');
  expect(Object.keys(rows[0] ?? {}).sort()).toEqual(['askedAt', 'id', 'locale', 'place', 'text']);
  expect(JSON.stringify(rows)).not.toContain(chat);
});

test('staff of another place do not see it, nor may whoever only looks', async () => {
  await asked('Hỏi một câu', 'bbbb11112222');
  expect(await loa.json('questions', 'list', '--as', 'an')).toHaveLength(1);
  expect(await loa.json('questions', 'list', '--as', 'dung')).toEqual([]);
  expect(await loa.run('questions', 'answer', 'bbbb11112222', '--text', 'Có', '--as', 'dung')).toMatchObject({
    code: 2,
  });
  expect(await loa.run('questions', 'list', '--as', 'xem')).toMatchObject({ code: 2, out: '' });
  expect(await loa.run('questions', 'list', '--as', 'ai-do')).toMatchObject({ code: 2, out: '' });
});

test('an answer is stored for the chat that asked, once, and the question is gone', async () => {
  const chat = await asked('Hỏi một câu', 'cccc11112222');
  const answer = ['questions', 'answer', 'cccc11112222', '--text', 'Có, xin mời đến hội trường.'];
  expect(await loa.run(...answer, '--as', 'an')).toMatchObject({ code: 0, err: '', out: 'Đã gửi câu trả lời.\n' });
  const { rows } = await loa.db.pool.query<{ chat: string }>('select chat from inbound');
  expect(rows).toEqual([{ chat }]);
  expect(await waitingQuestions(loa.db, { channel: 'telegram', externalId: chat })).toBe(0);
  const again = await loa.run(...answer);
  expect(again).toMatchObject({ code: 2, out: '' });
  expect(again.err).toContain('npx loa questions list');
});

test('to whoever stopped meanwhile nothing is told, and that is said', async () => {
  await asked('Hỏi một câu', 'dddd11112222');
  await loa.db.pool.query('delete from question_chat');
  expect(await loa.json('questions', 'answer', 'dddd11112222', '--text', 'Có')).toEqual({
    id: 'dddd11112222',
    told: false,
  });
});

test('an answer that holds somebody’s number is refused, unless it is an office’s', async () => {
  await asked('Hỏi một câu', 'eeee11112222');
  const answer = ['questions', 'answer', 'eeee11112222', '--text', 'Gọi 0912 345 678 nhé'];
  const refused = await loa.run(...answer);
  expect(refused).toMatchObject({ code: 2, out: '' });
  expect(refused.err).toMatch(/số điện thoại.*--public/s);
  expect(await loa.json('questions', 'list')).toHaveLength(1);
  expect(await loa.run(...answer, '--public')).toMatchObject({ code: 0 });
});

test('a question may be closed without an answer, once', async () => {
  await asked('Hỏi một câu', 'ffff11112222');
  expect(await loa.run('questions', 'answer', 'ffff11112222', '--text', '  ')).toMatchObject({ code: 2, out: '' });
  expect(await loa.run('questions', 'close', 'ffff11112222', '--as', 'an')).toMatchObject({
    code: 0,
    out: 'Đã đóng câu hỏi, không trả lời.\n',
  });
  expect(await loa.run('questions', 'close', 'ffff11112222')).toMatchObject({ code: 2, out: '' });
  expect((await loa.run('questions', 'close', 'khong-co')).err).toContain('khong-co');
  const { rowCount } = await loa.db.pool.query('select from inbound');
  expect(rowCount).toBe(0);
});
