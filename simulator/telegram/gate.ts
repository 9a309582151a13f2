import type { Call } from './call.js';
import type { Fault } from './faults.js';
import { methods } from './methods/index.js';
import type { Pace } from './pace.js';
import type { Params } from './params.js';
import { forbidden, migrated, Refusal, refusedFor, tooManyRequests } from './refusal.js';
import type { Bot } from './world.js';

const STATUS_TEXTS: Record<number, string> = {
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** What stands between a call and its method: faults that refuse, waits that a 429 laid on others, and the limits. */
export class Gate {
  readonly #pace: Pace;
  /** Until when (ms) every message call of a bot, or of a bot in one chat, is answered 429: a fault with `hold`. */
  readonly #held = new Map<string, number>();

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  /** Takes room for the call's messages, then runs it. */
  act(name: string, call: Call): unknown {
    const method = methods.get(name.toLowerCase())?.method;
    if (method === undefined) throw new Refusal(404, 'Not Found: method not found');
    const weight = method.weight(call.params);
    if (weight > 0) {
      const chatId = chatOf(call.params) ?? 0;
      const heldMs = this.#held.size === 0 ? 0 : this.#heldUntilMs(call.bot.user.id, chatId) - call.nowMs;
      const waitMs = heldMs > 0 ? heldMs : this.#pace.admit(call.bot.user.id, chatId, call.nowMs, weight);
      if (waitMs > 0) throw tooManyRequests(Math.ceil(waitMs / 1000));
    }
    return method.run(call);
  }

  /** Throws for a fault that refuses before anything is done; passes those that strike later. */
  refuseFor(fault: Fault, bot: Bot, chatId: number | null, nowMs: number): void {
    switch (fault.kind) {
      case 'too-many-requests':
        if (fault.hold === 'bot') this.#held.set(`${bot.user.id}`, nowMs + fault.retryAfter * 1000);
        if (fault.hold === 'chat') this.#held.set(`${bot.user.id} ${chatId ?? 0}`, nowMs + fault.retryAfter * 1000);
        throw tooManyRequests(fault.retryAfter);
      case 'forbidden':
        throw forbidden(fault.why);
      case 'bad-request':
        throw refusedFor(fault.why);
      case 'migrated':
        throw migrated(fault.toChatId);
      case 'unauthorized':
        bot.revoked = true;
        throw new Refusal(401, 'Unauthorized');
      case 'server-error':
        if (!fault.delivered) throw serverError(fault.code);
        return;
      case 'answer': {
        const parameters = fault.retryAfter === undefined ? undefined : { retry_after: fault.retryAfter };
        throw new Refusal(fault.errorCode, fault.description, parameters);
      }
      default:
        return;
    }
  }

  #heldUntilMs(botId: number, chatId: number): number {
    return Math.max(this.#held.get(`${botId}`) ?? 0, this.#held.get(`${botId} ${chatId}`) ?? 0);
  }
}

export function serverError(code: number): Refusal {
  return new Refusal(code, STATUS_TEXTS[code] ?? 'Internal Server Error');
}

/** The chat that a call names by number, or null. */
export function chatOf(params: Params): number | null {
  const raw = params.values['chat_id'];
  if (typeof raw === 'number') return raw;
  return typeof raw === 'string' && /^-?\d{1,16}$/.test(raw) ? Number(raw) : null;
}
