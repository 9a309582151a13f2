import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../base/clock.js';
import { readSettings } from '../base/settings.js';
import { translator } from '../content/i18n.js';
import { syncPlaces } from '../people/syncPlaces.js';
import { startZaloSimulator } from '../simulator/index.js';
import { freshDatabase, testLog } from '../test/support/database.js';
import { SECRET } from '../test/support/world.js';
import { zaloEnvironment } from '../test/support/zaloWorld.js';
import { openDemo } from './demoWorld.js';

test('a demo leaves a real account alone, whatever the environment says: no call, and no token used up', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loa-demo-'));
  const zalo = await startZaloSimulator();
  const db = await freshDatabase();
  try {
    await syncPlaces(db);
    const settings = readSettings({ ...zaloEnvironment(zalo), LOA_PORT: '0', LOA_DATA: folder });
    const context = { settings, clock: systemClock(), say: translator('en'), locale: 'en', log: testLog };
    const demo = await openDemo(context, db, SECRET, folder, testLog);
    await demo.close();
    expect(zalo.calls()).toEqual([]);
    expect(zalo.tokens.counts().refreshed).toBe(0);
  } finally {
    await zalo.close();
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
