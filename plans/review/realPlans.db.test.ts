import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../base/root.js';
import { addStaff } from '../../people/addStaff.js';
import { syncPlaces } from '../../people/syncPlaces.js';
import type { Database } from '../../prisma/database.js';
import { freshDatabase } from '../../test/support/database.js';
import { CLERK, shown } from '../../test/support/plans.js';
import { activatePlan } from './activate.js';
import { acceptProposals, answerQuestion } from './answer.js';
import { importPlan } from './importPlan.js';

/** Real plans lie beside the repository where it is developed; elsewhere there are none to try. */
const folder = join(projectRoot, '..', 'shared', 'plans');
const files = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(?:txt|md)$/.test(name)) : [];

/** What a clerk knows from the signed paper. */
const KNOWN: Readonly<Record<string, string>> = {
  place: 'phường Pleiku, Gia Lai',
  'issued-on': '20/12/2025',
  number: '12/KH-UBND',
  'no-agency': 'drop',
  class: 'none',
};

describe.skipIf(files.length === 0)('a real plan', () => {
  let db: Database;
  beforeAll(async () => {
    db = await freshDatabase();
    await syncPlaces(db);
    await addStaff(db, { name: 'Lan', role: 'author', place: null });
  });
  afterAll(() => db.close());

  it.each(files)('%s is taken in, answered and made live, every task with somebody to do it', async (fileName) => {
    const bytes = readFileSync(join(folder, fileName));
    const { id, tasks } = await importPlan(db, { bytes, fileName }, null, CLERK);
    expect(tasks).toBeGreaterThan(20);
    const before = await shown(db, id);
    for (const kind of ['place', 'issued-on', 'number'])
      if (before.questions.some((one) => one.key === kind))
        await answerQuestion(db, id, kind, KNOWN[kind] ?? '', CLERK);
    await acceptProposals(db, id, 'all', CLERK);
    for (const { key, kind, answer } of (await shown(db, id)).questions)
      if (answer === null) await answerQuestion(db, id, key, KNOWN[kind] ?? '', CLERK);
    await activatePlan(db, id, { ...CLERK, name: 'Lan' });
    const plan = await shown(db, id);
    expect(plan.state).toBe('active');
    expect(plan.questions.every((one) => one.answered !== null)).toBe(true);
    const counted = plan.tasks.filter((task) => !task.dropped);
    const given = counted.filter((task) => task.agencies.some((body) => body.agencies.length > 0));
    expect(given.length / counted.length).toBeGreaterThan(0.85);
    for (const task of plan.tasks) expect(task.quote.trim()).not.toBe('');
  });
});
