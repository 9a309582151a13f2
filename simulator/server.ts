import { createServer, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { createLog } from '../base/log.js';
import { controlRoutes } from './control/routes.js';
import { closeServer, isOwnHost, listenOnLoopback, ownOriginOnly } from './loopback.js';
import { Feed, type StatusSource } from './phones/feed.js';
import { phoneRoutes } from './phones/routes.js';
import type { PhoneSource } from './phones/source.js';
import { TelegramPhones } from './phones/telegramPhones.js';
import { ZaloPhones } from './phones/zaloPhones.js';
import { buildCore, type TelegramCore, type TelegramSimulatorOptions } from './telegram/core.js';
import type { FaultRule } from './telegram/faults.js';
import type { Counts, LoggedCall } from './telegram/journal.js';
import type { Limits } from './telegram/pace.js';
import { SimulatedPerson } from './telegram/person.js';
import { type Bot, type BotSpec, botFor, type GroupSpec, type PersonSpec } from './telegram/world.js';
import { zaloControlRoutes } from './zalo/control.js';
import type { ZaloSimulator } from './zalo/simulator.js';

/** A Telegram on loopback, running. Close it, or the process stays. */
export interface TelegramSimulator {
  /** For TELEGRAM_API_ROOT and grammY's `apiRoot`: http://127.0.0.1:<port>. The phones' page is there too. */
  readonly apiRoot: string;
  readonly port: number;
  /** The first bot's token. */
  readonly token: string;
  addBot(spec: BotSpec): { id: number; username: string; token: string };
  /** From now on every call with the token is answered 401; `restoreToken` takes that back. */
  revokeToken(token?: string): void;
  restoreToken(token?: string): void;
  addPeople(people: readonly PersonSpec[]): void;
  addGroups(groups: readonly GroupSpec[]): void;
  /** A person who acts: writes, presses, blocks. `chatId` is a group's id when they act there. */
  person(id: number, options?: { token?: string; chatId?: number }): SimulatedPerson;
  faults: {
    /** Returns the rule's id. */
    add(rule: FaultRule): number;
    clear(id?: number): void;
  };
  setLimits(limits: Limits): void;
  /** Totals since the start. */
  counts(): Counts;
  /** Messages that reached this chat, ever. */
  deliveredTo(chatId: number, token?: string): number;
  /** The log, oldest first; perhaps of one method only. */
  calls(method?: string): LoggedCall[];
  close(): Promise<void>;
}

export interface StartOptions extends TelegramSimulatorOptions {
  /** How the broadcasts stand, asked once a second while somebody looks at the page. */
  status?: StatusSource;
  /** A Zalo that runs already: its phones stand beside Telegram's on the page. Who started it closes it. */
  zalo?: ZaloSimulator;
}

/** Starts a simulated Telegram on 127.0.0.1. */
export async function startTelegramSimulator(options: StartOptions = {}): Promise<TelegramSimulator> {
  const log = options.log ?? createLog('warn', 'simulator');
  const core = buildCore({ ...options, log });
  const sources = [
    new TelegramPhones(core),
    ...(options.zalo === undefined ? [] : [new ZaloPhones(options.zalo.core)]),
  ];
  const feed = new Feed(sources, options.status ?? null, (error) =>
    log.warn({ err: error }, 'No status for the phones page'),
  );
  const others = getRequestListener(otherRoutes(core, sources, options.zalo).fetch, { overrideGlobalObjects: false });
  const server = createServer({ keepAliveTimeout: 120_000, requestTimeout: 0, noDelay: true }, (request, response) => {
    const url = request.url ?? '/';
    if (!isOwnHost(request.headers.host)) refuse(response, 421, 'The simulator answers on loopback names only.');
    else if (url.startsWith('/bot')) core.api.handle(request, response, url);
    else if (url.startsWith('/file/bot')) sendFile(core, url, response);
    else if (url === '/phones/events') feed.attach(response);
    else void others(request, response);
  });
  const port = await listenOnLoopback(server, options.port ?? 0);
  return simulatorOf(core, port, async () => {
    feed.close();
    core.api.close();
    await closeServer(server);
  });
}

function simulatorOf(core: TelegramCore, port: number, stop: () => Promise<void>): TelegramSimulator {
  const { world, faults, pace, journal, callbacks } = core;
  const bot = (token?: string): Bot => (token === undefined ? core.firstBot() : botFor(world, token));
  return {
    apiRoot: `http://127.0.0.1:${port}`,
    port,
    token: core.firstBot().token,
    addBot(spec) {
      const { token } = world.addBot(spec);
      return { id: spec.id, username: spec.username, token };
    },
    revokeToken(token) {
      bot(token).revoked = true;
    },
    restoreToken(token = core.firstBot().token) {
      const revoked = world.bots.get(token);
      if (revoked !== undefined) revoked.revoked = false;
    },
    addPeople(people) {
      for (const person of people) world.people.set(person.id, person);
    },
    addGroups(groups) {
      for (const group of groups) world.groups.set(group.id, group);
    },
    person: (id, { token, chatId } = {}) => new SimulatedPerson(world, bot(token), callbacks, id, chatId),
    faults: {
      add: (rule) => faults.add(rule),
      clear(id) {
        faults.clear(id);
      },
    },
    setLimits(limits) {
      pace.set(limits);
    },
    counts: core.counts,
    deliveredTo: (chatId, token) => bot(token).dialogs.get(chatId)?.delivered ?? 0,
    calls(method) {
      const all = journal.list();
      return method === undefined ? all : all.filter((call) => call.method === method);
    },
    close: stop,
  };
}

/** All that is not the Bot API: slower to serve, so it goes through Hono only after the hot path has been ruled out. */
function otherRoutes(core: TelegramCore, sources: readonly PhoneSource[], zalo: ZaloSimulator | undefined): Hono {
  const app = new Hono({ strict: false });
  app.use(ownOriginOnly);
  if (zalo !== undefined) app.route('/control/zalo', zaloControlRoutes(zalo.core));
  app.route('/control', controlRoutes(core));
  app.route('/', phoneRoutes(sources));
  return app;
}

function sendFile(core: TelegramCore, url: string, response: ServerResponse): void {
  const [, token = '', path = ''] = /^\/file\/bot([^/]+)\/([^?]+)/.exec(url) ?? [];
  // A client may escape the colon of the token.
  const bot = core.world.bots.get(token.replace(/%3a/i, ':'));
  const file = bot === undefined || bot.revoked ? undefined : bot.files.atPath(path);
  if (file === undefined) {
    refuse(response, 404, '{"ok":false,"error_code":404,"description":"Not Found"}');
    return;
  }
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.bytes.length });
  response.end(file.bytes);
}

function refuse(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': body.startsWith('{') ? 'application/json' : 'text/plain; charset=utf-8',
  });
  response.end(body);
}
