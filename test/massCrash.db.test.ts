import { fork } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { MASS_CRASH_POINTS } from '../base/crash.js';
import { childProgram } from './support/childProgram.js';
import { backend } from './support/database.js';
import { type MassWorld, PUBLIC_URL, startMassWorld } from './support/massWorld.js';
import { SECRET } from './support/world.js';
import { zaloEnvironment } from './support/zaloWorld.js';

let world: MassWorld;
beforeAll(async () => {
  world = await startMassWorld();
});
afterAll(() => world.close());
beforeEach(() => world.calm());

/** A process that works on what is due until it is killed; the waits between steps are taken away meanwhile. */
async function killedAt(step: string, id: string): Promise<NodeJS.Signals | null> {
  const program = childProgram('test/support/massProcess');
  const child = fork(program.file, {
    execArgv: program.execArgv,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      ...zaloEnvironment(world.zalo),
      DATABASE_URL: world.db.url,
      MASS_BACKEND: backend,
      PUBLIC_URL,
      LOA_DATA: world.folder,
      LOA_SECRET: SECRET,
      LOG_LEVEL: 'fatal',
      LOA_CLOCK_SKEW_MS: String(Math.round(world.zalo.clock.nowMs() - Date.now())),
      LOA_CRASH_AT: step,
    },
  });
  const hurrying = setInterval(() => void world.set(id, 'next_at = now()'), 300);
  try {
    return await new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  } finally {
    clearInterval(hurrying);
    child.kill('SIGKILL');
  }
}

test.each(MASS_CRASH_POINTS)(
  'killed at "%s", an article is brought once or is known to be unknown, and is seen once at most',
  async (step) => {
    const id = await world.send();
    expect(await killedAt(step, id)).toBe('SIGKILL');
    const post = await world.until(id, 'sent', 'unknown');
    // Nobody makes that call again, whatever time passes.
    for (let i = 0; i < 3; i++) {
      await world.hurry(id);
      await world.tick();
    }
    const brought = world.zalo.broadcasts().length;
    if (step === 'mass-broadcast-claim') expect([post.state, brought]).toEqual(['unknown', 0]);
    else if (step === 'mass-broadcast-answer') expect([post.state, brought]).toEqual(['unknown', 1]);
    else expect([post.state, brought]).toEqual(['sent', 1]);
    expect(world.visible()).toBe(1);
    // Either way it has its place in the budget: it may have been spent.
    expect(post.budgetDay).not.toBeNull();
  },
  120_000,
);
