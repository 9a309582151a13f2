import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../../base/log.js';
import { answer } from '../http/answer.js';
import type { Call } from './call.js';
import type { Callbacks } from './callbacks.js';
import type { Fault, Faults } from './faults.js';
import { chatOf, Gate, serverError } from './gate.js';
import { type Journal, type LoggedCall, loggableParams } from './journal.js';
import { methods } from './methods/index.js';
import { allowedUpdates } from './methods/updates.js';
import type { Pace } from './pace.js';
import { integerOf, type Params } from './params.js';
import { Refusal } from './refusal.js';
import { answerRefusal } from './reply.js';
import { readParams } from './request.js';
import { looksReal } from './token.js';
import type { Webhooks } from './webhook.js';
import { type Bot, botFor, type World } from './world.js';

const MAX_POLL_MS = 50_000;
const NO_PARAMS: Params = { values: {}, files: new Map() };

type Entry = Omit<LoggedCall, 'n'> | null;

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
  readonly #gate: Gate;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(options: ApiOptions) {
    this.#o = options;
    this.#gate = new Gate(options.pace);
  }

  handle(request: IncomingMessage, response: ServerResponse, url: string): void {
    const queryAt = url.indexOf('?');
    const path = queryAt < 0 ? url : url.slice(0, queryAt);
    const slash = path.indexOf('/', 4);
    const asked = slash < 0 ? '' : path.slice(slash + 1);
    const isPoll = asked.toLowerCase() === 'getupdates';
    const name = isPoll ? 'getUpdates' : methods.get(asked.toLowerCase())?.name;
    let bot: Bot;
    try {
      bot = this.#bot(slash < 0 ? path.slice(4) : path.slice(4, slash));
      if (name === undefined) throw new Refusal(404, 'Not Found: method not found');
    } catch (error) {
      request.resume();
      this.#o.journal.calls += 1;
      this.#refuse(response, error, null);
      return;
    }
    readParams(
      request,
      queryAt < 0 ? '' : url.slice(queryAt + 1),
      (params) => this.#call(bot, name, params, request, response),
      (refusal) => {
        this.#o.journal.calls += 1;
        this.#refuse(response, refusal, this.#entry(bot, name, NO_PARAMS));
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
    this.#o.log.error(
      'A TOKEN THAT LOOKS REAL CAME TO THE SIMULATOR. It was refused and is not kept; give the service a token of the simulator.',
    );
    throw new Refusal(401, 'Unauthorized: this is a simulator and takes no real token');
  }

  #call(bot: Bot, name: string, params: Params, request: IncomingMessage, response: ServerResponse): void {
    const { faults, latencyMs, journal } = this.#o;
    journal.calls += 1;
    const run = (fault: Fault | null): void => {
      if (name === 'getUpdates') this.#poll(bot, params, request, response, fault);
      else this.#run(bot, name, params, response, fault);
    };
    if (!faults.any && latencyMs === 0) {
      run(null);
      return;
    }
    const weight = methods.get(name.toLowerCase())?.method.weight(params) ?? 0;
    const { delayMs, fault } = faults.strike(name, chatOf(params) ?? 0, weight > 0);
    const waitMs = delayMs + latencyMs;
    if (waitMs === 0) {
      run(fault);
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run(fault);
    }, waitMs);
    this.#timers.add(timer);
  }

  #run(bot: Bot, name: string, params: Params, response: ServerResponse, fault: Fault | null): void {
    const entry = this.#entry(bot, name, params);
    if (fault !== null && (fault.kind === 'cut' || fault.kind === 'silence') && !reaches(fault)) {
      this.#leaveUnanswered(fault, response, entry);
      return;
    }
    try {
      const result = this.#act(bot, name, params, entry, fault);
      if (fault?.kind === 'server-error') throw serverError(fault.code);
      if (fault?.kind === 'cut' || fault?.kind === 'silence') this.#leaveUnanswered(fault, response, entry);
      else {
        if (entry !== null) this.#o.journal.add(entry);
        answer(response, 200, `{"ok":true,"result":${JSON.stringify(result)}}`);
      }
    } catch (error) {
      this.#refuse(response, error, entry, fault?.kind === 'server-error' && fault.body === 'html');
    }
  }

  #act(bot: Bot, name: string, params: Params, entry: Entry, fault: Fault | null): unknown {
    const { world, callbacks, webhooks } = this.#o;
    const nowMs = world.options.clock.now().getTime();
    if (fault !== null) this.#gate.refuseFor(fault, bot, chatOf(params), nowMs);
    const call: Call = {
      world,
      callbacks,
      webhooks,
      bot,
      params,
      nowMs,
      deliveredIds: entry?.messageIds ?? [],
      answerCall: (method, values) => this.#answerCall(bot, method, { values, files: NO_PARAMS.files }),
    };
    const result = this.#gate.act(name, call);
    if (entry !== null) entry.delivered = call.deliveredIds.length;
    return result;
  }

  /** A call that came in the answer to a webhook: it acts and is logged, but nobody hears the result. */
  #answerCall(bot: Bot, name: string, params: Params): void {
    const { journal } = this.#o;
    journal.calls += 1;
    const entry = this.#entry(bot, name, params);
    try {
      this.#act(bot, name, params, entry, null);
      if (entry !== null) journal.add(entry);
    } catch (error) {
      this.#note(error, entry);
    }
  }

  #poll(bot: Bot, params: Params, request: IncomingMessage, response: ServerResponse, fault: Fault | null): void {
    const entry = this.#entry(bot, 'getUpdates', params);
    if (fault?.kind === 'cut' || fault?.kind === 'silence') {
      this.#leaveUnanswered(fault, response, entry);
      return;
    }
    try {
      if (fault !== null) this.#gate.refuseFor(fault, bot, null, this.#o.world.options.clock.now().getTime());
    } catch (error) {
      this.#refuse(response, error, entry);
      return;
    }
    const leave = bot.updates.poll(
      {
        offset: integerOf(params, 'offset', 0),
        limit: Math.min(100, Math.max(1, integerOf(params, 'limit', 100))),
        timeoutMs: Math.min(MAX_POLL_MS, Math.max(0, integerOf(params, 'timeout', 0) * 1000)),
        allowed: allowedUpdates(params),
      },
      (updates) => answer(response, 200, `{"ok":true,"result":${JSON.stringify(updates)}}`),
      (refusal) => this.#refuse(response, refusal, entry),
    );
    // A poller that hung up must not take updates with it, nor be counted as a second poller.
    request.socket.once('close', leave);
    response.once('close', () => request.socket.off('close', leave));
  }

  #entry(bot: Bot, method: string, params: Params): Entry {
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

  #refuse(response: ServerResponse, error: unknown, entry: Entry, html = false): void {
    answerRefusal(response, this.#note(error, entry), html);
  }

  #note(error: unknown, entry: Entry): Refusal {
    const refusal =
      error instanceof Refusal ? error : new Refusal(500, 'Internal Server Error: fault of the simulator');
    if (!(error instanceof Refusal)) this.#o.log.error({ err: error }, 'The simulator failed on a call');
    this.#o.journal.countRefusal(refusal.code);
    if (entry !== null) {
      this.#o.journal.add({ ...entry, outcome: 'refused', errorCode: refusal.code, description: refusal.description });
    }
    return refusal;
  }

  #leaveUnanswered(fault: Fault, response: ServerResponse, entry: Entry): void {
    const isCut = fault.kind === 'cut';
    this.#o.journal.unanswered += 1;
    if (entry !== null) this.#o.journal.add({ ...entry, outcome: isCut ? 'cut' : 'silent' });
    if (isCut) response.socket?.resetAndDestroy();
  }
}

/** Whether the message of a call that gets no answer reaches its chat all the same. */
function reaches(fault: Fault): boolean {
  return (fault.kind === 'cut' && fault.when === 'after') || (fault.kind === 'silence' && fault.delivered);
}
