import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../../base/log.js';
import type { Call } from './call.js';
import { Callbacks } from './callbacks.js';
import { type Fault, Faults } from './faults.js';
import { Journal, type LoggedCall, loggableParams } from './journal.js';
import { methods } from './methods/index.js';
import { allowedUpdates } from './methods/updates.js';
import { Pace } from './pace.js';
import { integerOf, type Params } from './params.js';
import { forbidden, migrated, Refusal, refusedFor, tooManyRequests } from './refusal.js';
import { readParams } from './request.js';
import { looksReal } from './token.js';
import { Webhooks } from './webhook.js';
import { type Bot, botFor, type World } from './world.js';

const MAX_POLL_MS = 50_000;
const NO_FILES: Params['files'] = new Map();

export interface ApiOptions {
  world: World;
  journal: Journal;
  faults: Faults;
  pace: Pace;
  callbacks: Callbacks;
  webhooks: Webhooks;
  log: Log;
  /** Every call waits this long, as a real network would make it. */
  latencyMs: number;
}

/** The calls below /bot<token>/: each is counted, logged, perhaps struck by a fault, and answered as Telegram would. */
export class TelegramApi {
  readonly #o: ApiOptions;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Until when (ms) every message call of a bot, or of a bot and chat, is answered 429: a fault with `hold`. */
  readonly #held = new Map<string, number>();

  constructor(options: ApiOptions) {
    this.#o = options;
  }

  handle(request: IncomingMessage, response: ServerResponse, url: string): void {
    const queryAt = url.indexOf('?');
    const path = queryAt < 0 ? url : url.slice(0, queryAt);
    const slash = path.indexOf('/', 4);
    const token = slash < 0 ? path.slice(4) : path.slice(4, slash);
    const found = methods.get(path.slice(slash + 1).toLowerCase());
    let bot: Bot;
    try {
      bot = this.#bot(token);
      if (slash < 0 || (found === undefined && path.slice(slash + 1).toLowerCase() !== 'getupdates')) {
        throw new Refusal(404, 'Not Found: method not found');
      }
    } catch (error) {
      request.resume();
      this.#o.journal.calls += 1;
      this.#refuse(response, error, null);
      return;
    }
    readParams(
      request,
      queryAt < 0 ? '' : url.slice(queryAt + 1),
      (params) => {
        this.#o.journal.calls += 1;
        if (found === undefined) this.#poll(bot, params, request, response);
        else this.#call(bot, found.name, params, response);
      },
      (refusal) => {
        this.#o.journal.calls += 1;
        this.#refuse(response, refusal, this.#entry(bot, found?.name ?? 'getUpdates', { values: {}, files: NO_FILES }));
      },
    );
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#o.webhooks.close();
    for (const bot of this.#o.world.bots.values()) bot.updates.close();
  }

  #bot(token: string): Bot {
    if (!looksReal(token)) return botFor(this.#o.world, token);
    this.#o.log.error('A TOKEN THAT LOOKS REAL CAME TO THE SIMULATOR. It was refused and is not kept; give the service the token of the simulator.');
    throw new Refusal(401, 'Unauthorized: this is a simulator and takes no real token');
  }

  #call(bot: Bot, name: string, params: Params, response: ServerResponse): void {
    const { faults, latencyMs } = this.#o;
    if (!faults.any && latencyMs === 0) {
      this.#run(bot, name, params, response, null);
      return;
    }
    const method = methods.get(name.toLowerCase())?.method;
    const { delayMs, fault } = faults.strike(name, chatOf(params) ?? 0, (method?.weight(params) ?? 0) > 0);
    if (delayMs + latencyMs === 0) this.#run(bot, name, params, response, fault);
    else this.#later(delayMs + latencyMs, () => this.#run(bot, name, params, response, fault));
  }

  #run(bot: Bot, name: string, params: Params, response: ServerResponse, fault: Fault | null): void {
    const { world, journal } = this.#o;
    const entry = this.#entry(bot, name, params);
    if (fault?.kind === 'cut' && fault.when === 'before') return this.#cut(response, entry);
    if (fault?.kind === 'silence' && !fault.delivered) return this.#fallSilent(entry);
    const call: Call = {
      world,
      callbacks: this.#o.callbacks,
      webhooks: this.#o.webhooks,
      bot,
      params,
      nowMs: world.options.clock.now().getTime(),
      deliveredIds: entry?.messageIds ?? [],
      answerCall: (method, values) => this.#answerCall(bot, method, { values, files: NO_FILES }),
    };
    try {
      if (fault !== null) this.#refuseFor(fault, bot, chatOf(params));
      const result = this.#act(name, call);
      if (entry !== null) entry.delivered = call.deliveredIds.length;
      if (fault?.kind === 'cut') return this.#cut(response, entry);
      if (fault?.kind === 'silence') return this.#fallSilent(entry);
      if (fault?.kind === 'server-error') throw serverError(fault.code, fault.body);
      if (entry !== null) journal.add(entry);
      answer(response, 200, `{"ok":true,"result":${JSON.stringify(result)}}`);
    } catch (error) {
      this.#refuse(response, error, entry, fault?.kind === 'server-error' && fault.body === 'html');
    }
  }

  /** Takes the room for the call's messages under the limits, then runs it. */
  #act(name: string, call: Call): unknown {
    const method = methods.get(name.toLowerCase())?.method;
    if (method === undefined) throw new Refusal(404, 'Not Found: method not found');
    const weight = method.weight(call.params);
    if (weight > 0) {
      const chatId = chatOf(call.params) ?? 0;
      const botId = call.bot.user.id;
      const heldMs = Math.max(this.#held.get(`${botId}`) ?? 0, this.#held.get(`${botId} ${chatId}`) ?? 0) - call.nowMs;
      const waitMs = heldMs > 0 ? heldMs : this.#o.pace.admit(botId, chatId, call.nowMs, weight);
      if (waitMs > 0) throw tooManyRequests(Math.ceil(waitMs / 1000));
    }
    return method.run(call);
  }

  /** Faults that refuse before anything is done. */
  #refuseFor(fault: Fault, bot: Bot, chatId: number | null): void {
    if (fault.kind === 'too-many-requests') {
      const untilMs = this.#o.world.options.clock.now().getTime() + fault.retryAfter * 1000;
      if (fault.hold === 'bot') this.#held.set(`${bot.user.id}`, untilMs);
      if (fault.hold === 'chat') this.#held.set(`${bot.user.id} ${chatId ?? 0}`, untilMs);
      throw tooManyRequests(fault.retryAfter);
    }
    if (fault.kind === 'forbidden') throw forbidden(fault.why);
    if (fault.kind === 'bad-request') throw refusedFor(fault.why);
    if (fault.kind === 'migrated') throw migrated(fault.toChatId);
    if (fault.kind === 'unauthorized') {
      bot.revoked = true;
      throw new Refusal(401, 'Unauthorized');
    }
    if (fault.kind === 'server-error' && !fault.delivered) throw serverError(fault.code, fault.body);
    if (fault.kind === 'answer') {
      throw new Refusal(fault.errorCode, fault.description, fault.retryAfter === undefined ? undefined : { retry_after: fault.retryAfter });
    }
  }

  #poll(bot: Bot, params: Params, request: IncomingMessage, response: ServerResponse): void {
    const { delayMs, fault } = this.#o.faults.strike('getUpdates', 0, false);
    if (fault !== null || delayMs > 0) {
      const entry = this.#entry(bot, 'getUpdates', params);
      this.#later(delayMs, () => {
        if (fault === null) return this.#wait(bot, params, request, response);
        if (fault.kind === 'cut') return this.#cut(response, entry);
        if (fault.kind === 'silence') return this.#fallSilent(entry);
        try {
          this.#refuseFor(fault, bot, null);
        } catch (error) {
          this.#refuse(response, error, entry);
        }
      });
      return;
    }
    this.#wait(bot, params, request, response);
  }

  #wait(bot: Bot, params: Params, request: IncomingMessage, response: ServerResponse): void {
    const limit = Math.min(100, Math.max(1, integerOf(params, 'limit', 100)));
    const timeoutMs = Math.min(MAX_POLL_MS, Math.max(0, integerOf(params, 'timeout', 0) * 1000));
    const poll = { offset: integerOf(params, 'offset', 0), limit, timeoutMs, allowed: allowedUpdates(params) };
    const leave = bot.updates.poll(
      poll,
      (updates) => answer(response, 200, `{"ok":true,"result":${JSON.stringify(updates)}}`),
      (refusal) => this.#refuse(response, refusal, this.#entry(bot, 'getUpdates', params)),
    );
    request.socket.once('close', leave);
    response.once('close', () => request.socket.off('close', leave));
  }

  /** A call that came in the answer to a webhook: it acts and is logged, but nobody hears the result. */
  #answerCall(bot: Bot, name: string, params: Params): void {
    const { journal, world, callbacks, webhooks } = this.#o;
    journal.calls += 1;
    const entry = this.#entry(bot, name, params);
    const nowMs = world.options.clock.now().getTime();
    const answerCall = (method: string, values: Record<string, unknown>): void => this.#answerCall(bot, method, { values, files: NO_FILES });
    try {
      this.#act(name, { world, callbacks, webhooks, bot, params, nowMs, deliveredIds: entry?.messageIds ?? [], answerCall });
      if (entry !== null) journal.add({ ...entry, delivered: entry.messageIds.length });
    } catch (error) {
      this.#note(error, entry);
    }
  }

  #entry(bot: Bot, method: string, params: Params): Omit<LoggedCall, 'n'> | null {
    if (!this.#o.journal.keeps) return null;
    return {
      atMs: this.#o.world.options.clock.now().getTime(),
      botId: bot.user.id,
      method,
      chatId: chatOf(params),
      params: loggableParams(params),
      outcome: 'answered',
      errorCode: null,
      description: null,
      delivered: 0,
      messageIds: [],
    };
  }

  #refuse(response: ServerResponse, error: unknown, entry: Omit<LoggedCall, 'n'> | null, html = false): void {
    const refusal = this.#note(error, entry);
    if (html) {
      answer(response, refusal.code, `<html><body><h1>${refusal.code} ${refusal.description}</h1></body></html>`, 'text/html');
      return;
    }
    const { code, description, parameters } = refusal;
    answer(response, code, JSON.stringify({ ok: false, error_code: code, description, ...(parameters === undefined ? {} : { parameters }) }));
  }

  #note(error: unknown, entry: Omit<LoggedCall, 'n'> | null): Refusal {
    const refusal = error instanceof Refusal ? error : new Refusal(500, 'Internal Server Error: fault of the simulator');
    if (!(error instanceof Refusal)) this.#o.log.error({ err: error }, 'The simulator failed on a call');
    this.#o.journal.countRefusal(refusal.code);
    if (entry !== null) this.#o.journal.add({ ...entry, outcome: 'refused', errorCode: refusal.code, description: refusal.description });
    return refusal;
  }

  #cut(response: ServerResponse, entry: Omit<LoggedCall, 'n'> | null): void {
    this.#o.journal.unanswered += 1;
    if (entry !== null) this.#o.journal.add({ ...entry, outcome: 'cut' });
    response.socket?.resetAndDestroy();
  }

  #fallSilent(entry: Omit<LoggedCall, 'n'> | null): void {
    this.#o.journal.unanswered += 1;
    if (entry !== null) this.#o.journal.add({ ...entry, outcome: 'silent' });
  }

  #later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    this.#timers.add(timer);
  }
}

function chatOf(params: Params): number | null {
  const raw = params.values['chat_id'];
  if (typeof raw === 'number') return raw;
  return typeof raw === 'string' && /^-?\d{1,16}$/.test(raw) ? Number(raw) : null;
}

const STATUS_TEXTS: Record<number, string> = { 500: 'Internal Server Error', 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout' };

function serverError(code: number, body: 'json' | 'html'): Refusal {
  return new Refusal(code, STATUS_TEXTS[code] ?? (body === 'html' ? 'Error' : 'Internal Server Error'));
}

function answer(response: ServerResponse, status: number, body: string, type = 'application/json'): void {
  if (response.destroyed || response.writableEnded) return;
  response.writeHead(status, ['content-type', type, 'content-length', String(Buffer.byteLength(body))]);
  response.end(body);
}
