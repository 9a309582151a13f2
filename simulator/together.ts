import { type StartOptions, startTelegramSimulator, type TelegramSimulator } from './server.js';
import type { ZaloOptions } from './zalo/core.js';
import { startZaloSimulator } from './zalo/server.js';
import type { ZaloSimulator } from './zalo/simulator.js';

/** Telegram and Zalo on loopback, with one page for the phones of both: `telegram.apiRoot`. */
export interface Simulators {
  telegram: TelegramSimulator;
  zalo: ZaloSimulator;
  close(): Promise<void>;
}

/** Starts both, or neither; for a demo and for rehearsals. */
export async function startSimulators(options: {
  telegram?: Omit<StartOptions, 'zalo'>;
  zalo?: ZaloOptions;
}): Promise<Simulators> {
  const zalo = await startZaloSimulator(options.zalo);
  try {
    const telegram = await startTelegramSimulator({ ...options.telegram, zalo });
    return {
      telegram,
      zalo,
      async close() {
        await Promise.all([telegram.close(), zalo.close()]);
      },
    };
  } catch (error) {
    await zalo.close();
    throw error;
  }
}
