import { vietnamDay } from '../../base/vietnamDay.js';
import { addDays } from '../../plans/deadlines/day.js';
import { readHistory } from '../../plans/obligations/history.js';
import type { OwedItem } from '../../plans/obligations/owedBy.js';
import { forgetPlans, livePlan, official, owed } from './obligations.js';
import type { Phone, PhoneWorld, Shown } from './officialPhones.js';

export const TODAY = vietnamDay(new Date());

/** Trần Văn Bình of the provincial police with a phone, and two tasks that the plan gives them. */
export interface OfficialAtWork {
  me: Phone;
  officialId: number;
  police: number;
  /** "xây dựng kế hoạch tuyên truyền": a paper is to be sent. */
  paper: OwedItem;
  /** "rà soát các cơ sở kinh doanh": no paper, no day. */
  plain: OwedItem;
  state(one: OwedItem): Promise<OwedItem | undefined>;
  history(one: OwedItem): Promise<string[]>;
  /** Puts the deadline so many days from today. */
  dueIn(one: OwedItem, days: number): Promise<void>;
  /** Opens the list and the task's card in it. */
  open(one: OwedItem): Promise<Shown>;
  /** Nothing else is owed any more, so that nobody asks which task is meant. */
  only(one: OwedItem): Promise<void>;
  /** What stands in the chats' forms. */
  forms(): Promise<unknown[]>;
}

/** The plan as it was made live, everything else gone. */
export async function officialAtWork(world: PhoneWorld): Promise<OfficialAtWork> {
  const { db } = world;
  await forgetPlans(db);
  await db.pool.query('truncate chat_form, contact, address, consent, invite, suppression');
  await livePlan(db);
  const tasks = (await owed(db)).filter(({ agency }) => agency === 'Công an tỉnh');
  const [paper, plain] = [pick(tasks, 'xây dựng kế hoạch'), pick(tasks, 'rà soát')];
  const police = paper.agencyId;
  const officialId = await official(db, police, 'Trần Văn Bình');
  const me = await world.official(officialId);
  return {
    me,
    officialId,
    police,
    paper,
    plain,
    state: async (one) => (await owed(db)).find(({ id }) => id === one.id),
    history: async (one) => (await readHistory(db, [one.id])).map(({ kind }) => kind),
    dueIn: async (one, days) => {
      await db.pool.query(
        `update obligation set kind = 'dated', due_on = $2, first_due_on = $2, written_on = $2, exclusive = false where id = $1`,
        [one.id, addDays(TODAY, days)],
      );
    },
    open: async (one) => {
      const [list] = await me.say('việc của tôi');
      const [card] = await me.press(list?.buttons.find((text) => text.includes(one.text.slice(0, 12))) ?? '');
      if (card === undefined) throw new Error('no card came');
      return card;
    },
    only: async (one) => {
      await db.pool.query(`update obligation set state = 'dropped' where agency_id = $1 and id <> $2`, [
        police,
        one.id,
      ]);
    },
    forms: async () => (await db.pool.query('select step, data from chat_form')).rows,
  };
}

function pick(tasks: readonly OwedItem[], words: string): OwedItem {
  const found = tasks.find(({ text }) => text.includes(words));
  if (found === undefined) throw new Error(`no task says "${words}"`);
  return found;
}
