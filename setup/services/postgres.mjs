/** A private PostgreSQL: a fresh cluster, one superuser `postgres` without a password on loopback, durability as by default. */

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPostgres } from './find.mjs';
import { startServer } from './server.mjs';

const PID_FILE = 'data/postmaster.pid';
/** The line of postmaster.pid in which the server says how it is. */
const STATUS_LINE = 8;

/**
 * `settings` are those of postgresql.conf, for measurements.
 *
 * @param {{ settings?: Record<string, string | number> }} [options]
 */
export async function startPostgres({ settings = {} } = {}) {
  const programs = findPostgres();
  if (programs === null) throw new Error('PostgreSQL (initdb and postgres) is not installed on this machine');
  // PostgreSQL refuses to run as root.
  const user = process.getuid?.() === 0 ? userNamed('postgres', 'nobody') : null;
  const all = { max_connections: 200, unix_socket_directories: '', ...settings };
  return startServer({
    name: 'postgres',
    user,
    create: async (folder) => {
      const args = [
        '-D',
        join(folder, 'data'),
        '-U',
        'postgres',
        '-A',
        'trust',
        '-E',
        'UTF8',
        '--locale=C.UTF-8',
        '--no-sync',
      ];
      const made = spawnSync(join(programs, 'initdb'), args, {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, HOME: folder },
        ...user,
      });
      if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
    },
    command: (folder, port) => ({
      command: join(programs, 'postgres'),
      args: [
        ...['-D', join(folder, 'data'), '-h', '127.0.0.1', '-p', String(port)],
        ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
    }),
    isReady: async ({ folder, pid }) => {
      const file = join(folder, PID_FILE);
      // A server that was killed leaves its own number and its own "ready" behind.
      const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
      return Number(lines[0]) === pid && lines[STATUS_LINE - 1]?.trim() === 'ready';
    },
    url: (port) => `postgresql://postgres@127.0.0.1:${port}/postgres`,
    stopSignal: 'SIGINT',
    pidFile: PID_FILE,
  });
}

/**
 * The first of these users that exists.
 *
 * @param {...string} names
 */
function userNamed(...names) {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of names) {
    const [, , uid, gid] = users.find(([found]) => found === name) ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(`PostgreSQL does not run as root, and there is no user ${names.join(' or ')} here`);
}
