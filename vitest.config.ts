import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/**
 * Two projects over one set of files. `embedded` runs every `*.test.ts`; `server` runs the `*.db.test.ts` once more, on
 * PostgreSQL and Redis. So a test that touches the database or the queue is named `x.db.test.ts` and gets whichever
 * it runs on from test/support; every other test runs once.
 */
const servers = ['TEST_DATABASE_URL', 'TEST_REDIS_URL'].filter((name) => !process.env[name]);
// Other tools read this file too, and vitest reads it more than once.
if (servers.length > 0 && process.env['VITEST'] === 'true' && process.env['LOA_TEST_TOLD'] === undefined) {
  process.env['LOA_TEST_TOLD'] = 'yes';
  process.stderr.write(
    `Not run on PostgreSQL and Redis: ${servers.join(' and ')} not set (\`npm test\` starts both).\n`,
  );
}

const embedded = {
  extends: true as const,
  test: { name: 'embedded', include: ['**/*.test.ts'], env: { LOA_TEST_BACKEND: 'embedded' } },
};
const server = {
  extends: true as const,
  test: { name: 'server', include: ['**/*.db.test.ts'], env: { LOA_TEST_BACKEND: 'server' } },
};

export default defineConfig({
  // From source, as tsconfig.json has it.
  resolve: { alias: { 'zalo-api-ts': fileURLToPath(new URL('zalo-api-ts/src/index.ts', import.meta.url)) } },
  test: {
    projects: servers.length > 0 ? [embedded] : [embedded, server],
    exclude: ['**/node_modules/**', '**/dist/**', '**/.dist-*/**', 'data/**'],
    pool: 'forks',
    // Half of the long tests wait for clocks, children and servers: one more than a small machine has cores.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A slow machine must not fail a test that still runs; one that hangs is ended by its own time-out.
    teardownTimeout: 10_000,
    silent: 'passed-only',
  },
});
