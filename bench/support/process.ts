import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A port of loopback that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const taken = createServer().listen(0, '127.0.0.1', () => {
      const address = taken.address();
      taken.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Resolves once a service says that it is well; throws where it has ended instead. */
export async function untilWell(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    const isWell = await fetch(`http://127.0.0.1:${port}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isWell) return;
    if (child.exitCode !== null) throw new Error('Loa ended');
    await sleep(100);
  }
}
