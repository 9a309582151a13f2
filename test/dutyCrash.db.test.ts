import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DUTY_CRASH_POINTS } from '../base/crash.js';
import { raiseAlert } from '../people/duty/danger.js';
import type { Database } from '../prisma/database.js';
import { death, type KilledService, prepareService } from './support/killedService.js';
import { linkedOnDuty } from './support/onDuty.js';

let killed: KilledService;
let chat = 850_000;

beforeAll(async () => {
  killed = await prepareService({});
});
afterEach(() => killed.kill());
afterAll(() => killed.close());

/** Somebody in danger, and an officer on duty with a linked chat of that number. */
async function inDanger(db: Database, officer: number): Promise<void> {
  await db.pool.query('delete from duty_shift');
  await linkedOnDuty(db, { name: `Trực ${officer}`, chat: String(officer) });
  const resident = { channel: 'telegram', externalId: String(officer + 1) };
  await raiseAlert(db.pool, resident, { place: '14758', kind: 'unconscious', police: false }, new Date());
}

test.each(DUTY_CRASH_POINTS)(
  'killed at the step "%s", an alert reaches the officer on duty: once, or once more where it had been told already',
  async (step) => {
    chat += 10;
    killed.simulators.addPeople([chat, chat + 1]);
    const prepared = await killed.open();
    await inDanger(prepared, chat);
    await prepared.close();

    expect(await death(killed.start({ LOA_CRASH_AT: step }))).toBe('SIGKILL');
    expect(killed.simulators.received(chat)).toBe(step === 'duty-told' ? 1 : 0);

    const between = await killed.open();
    const { rowCount } = await between.pool.query(
      `select from danger_call where alert_id = (select max(id) from danger_alert)`,
    );
    expect(rowCount).toBe(step === 'duty-call' ? 0 : 1);
    // As if the minute had passed in which the dead process held what it was telling.
    await between.pool.query(
      `update inbound set lease_until = null, received_at = received_at - interval '1 minute' where done_at is null`,
    );
    await between.pool.query(`update clock_pass set ran_at = now() - interval '1 minute' where name = 'stranded'`);
    await between.close();

    const next = killed.start({});
    const due = step === 'duty-told' ? 2 : 1;
    await expect.poll(() => killed.simulators.received(chat), { timeout: 60_000 }).toBe(due);
    // Whoever wrote is told that somebody knows, which is also when a second alert would be there.
    await expect.poll(() => killed.simulators.received(chat + 1), { timeout: 30_000 }).toBe(1);
    expect(killed.simulators.received(chat)).toBe(due);
    const over = death(next);
    next.kill('SIGKILL');
    await over;
  },
  120_000,
);
