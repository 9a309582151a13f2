import { afterEach, expect, test } from 'vitest';
import { startWorld, type World } from '../test/support/world.js';

let world: World;
afterEach(() => world.close());

const sum = (s: { waiting: number; sending: number; sent: number; failed: number; skipped: number; expired: number; unknown: number }) =>
  s.waiting + s.sending + s.sent + s.failed + s.skipped + s.expired + s.unknown;

test('a campaign reaches everyone once, and everyone is accounted for', async () => {
  world = await startWorld({ people: 500 });
  const id = await world.send();
  const status = await world.reached(id, 'finished');
  expect(status).toMatchObject({ planned: 500, sent: 500, waiting: 0, sending: 0, unknown: 0 });
  expect(sum(status)).toBe(status.planned);
  for (let i = 0; i < 500; i++) expect(world.simulator.deliveredTo(1001 + i)).toBe(1);
});
