/** A private Redis as Loa wants one: it evicts nothing and writes what it is told to a log. */
import { connect } from 'node:net';
import { findRedis } from './find.mjs';
import { startServer } from './server.mjs';

export async function startRedis() {
  const program = findRedis();
  if (program === null) throw new Error('Redis (redis-server) is not installed on this machine');
  return startServer({
    name: 'redis',
    user: null,
    create: async () => undefined,
    command: (folder, port) => ({
      command: program,
      args: [
        ...['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--pidfile', `${folder}/redis.pid`],
        ...['--save', '', '--appendonly', 'yes', '--maxmemory-policy', 'noeviction', '--daemonize', 'no'],
      ],
    }),
    isReady: ({ port }) => answersPing(port),
    url: (port) => `redis://127.0.0.1:${port}`,
    stopSignal: 'SIGTERM',
    pidFile: 'redis.pid',
  });
}

/**
 * While it still reads its log, Redis answers something else than PONG.
 *
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function answersPing(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.setTimeout(1_000, () => socket.destroy());
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('+PONG'));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
