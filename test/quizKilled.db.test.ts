import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { death, type KilledService, prepareService } from './support/killedService.js';
import { type Talk, talkOf } from './support/talk.js';
import { until } from './support/until.js';

const LAN = 7_301;
let killed: KilledService;

beforeAll(async () => {
  killed = await prepareService({ people: [{ id: LAN, firstName: 'Lan' }] });
});
afterEach(() => killed.kill());
afterAll(() => killed.close());

const simulator = () => killed.simulators.current;
const sittings = async () => {
  const db = await killed.open();
  try {
    const { rows } = await db.pool.query<{ answered: number; score: number; ended: boolean }>(
      'select cardinality(choices) as answered, score, ended_at is not null as ended from quiz_sitting',
    );
    return rows;
  } finally {
    await db.close();
  }
};

/** Answers the question that stands there, and kills the service while its answer to that is under way. */
async function answersIntoAKill({ phone }: Talk, service: ReturnType<KilledService['start']>): Promise<void> {
  simulator().faults.add({ fault: { kind: 'silence' }, times: 1_000 });
  const calls = simulator().calls('sendMessage').length;
  phone.say('A');
  await until(() => simulator().calls('sendMessage').length > calls);
  service.kill('SIGKILL');
  expect(await death(service)).toBe('SIGKILL');
  simulator().faults.clear();
}

test('a quiz in the middle of which the service is killed goes on at the same question, and no answer counts twice', async () => {
  const lan = talkOf(simulator().person(LAN));
  const first = killed.start({});
  lan.phone.say('câu đố học sinh');
  await lan.shows('Câu 1/3.');
  await answersIntoAKill(lan, first);
  const [once] = await sittings();
  expect(once).toMatchObject({ answered: 1, ended: false });

  const second = killed.start({});
  // What the person was not told for the kill they are told now; the answer had counted.
  const question = (await lan.shows('Câu 2/3.')).text;
  expect(question).toMatch(/^(Đúng rồi!|Chưa đúng\.)/);
  expect((await lan.say('tiếp tục', 'Câu 2/3.')).text).toContain(question?.slice(question.indexOf('Câu 2/3.')));
  await answersIntoAKill(lan, second);
  const [twice] = await sittings();
  expect(twice).toMatchObject({ answered: 2, ended: false });

  const third = killed.start({});
  await lan.shows('Câu 3/3.');
  await lan.say('A', 'Kết quả: đúng');
  third.kill('SIGKILL');
  await death(third);
  const ended = await sittings();
  expect(ended).toMatchObject([{ answered: 0, ended: true }]);
  const score = ended[0]?.score ?? 0;
  expect(score - (twice?.score ?? 0)).toBeGreaterThanOrEqual(0);
  expect(score - (twice?.score ?? 0)).toBeLessThanOrEqual(1);
  expect(lan.phone.messages.findLast(({ from }) => from?.is_bot === true)?.text).toContain(`đúng ${score}/3`);
}, 300_000);
