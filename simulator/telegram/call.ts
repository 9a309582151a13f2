import type { Callbacks } from './callbacks.js';
import type { Dialog } from './dialog.js';
import { chatIdOf, type Params } from './params.js';
import type { Webhooks } from './webhook.js';
import type { Bot, World } from './world.js';

/** What a method gets: who calls, with what, and the world to act on. */
export interface Call {
  world: World;
  callbacks: Callbacks;
  webhooks: Webhooks;
  bot: Bot;
  params: Params;
  nowMs: number;
  /** Runs a call that a webhook's answer carries. */
  answerCall(method: string, params: Record<string, unknown>): void;
  /** Messages that this call brought to a chat; the method fills it. */
  deliveredIds: number[];
}

export interface Method {
  /** How many messages a call would deliver; 0 for methods that deliver none. Limits and faults go by it. */
  weight(params: Params): number;
  /** Answers the call's `result`, or throws a Refusal. */
  run(call: Call): unknown;
}

/** The dialog that a call means, when the bot may write there; else Telegram's refusal. */
export function writableDialog(call: Call): Dialog {
  const dialog = call.world.dialog(call.bot, chatIdOf(call.params));
  const refusal = dialog.refusal();
  if (refusal !== null) throw refusal;
  return dialog;
}
