import { z } from 'zod';
import type { HttpResult } from '../http.js';

/**
 * What came of a call, parsed once at the edge: Telegram did what was asked, or refused in its own words, or what came
 * back was not Telegram's (a proxy's page, a cut answer), or nothing came back, or the request never left.
 */
export type Answer =
  | { kind: 'done'; result: unknown }
  | Refused
  | { kind: 'foreign'; status: number }
  | { kind: 'silent'; reason: string }
  | { kind: 'unsent'; reason: string };

export interface Refused {
  kind: 'refused';
  code: number;
  description: string;
  retryAfterS: number | null;
  migrateTo: string | null;
}

const refusal = z.object({
  ok: z.literal(false),
  error_code: z.number().int(),
  description: z.string().default(''),
  parameters: z.object({ retry_after: z.number().optional(), migrate_to_chat_id: z.number().optional() }).optional(),
});

export function readAnswer(call: HttpResult): Answer {
  if (call.kind !== 'answer') return call;
  const { status, body } = call;
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    // Not JSON: whoever answered, it was not the Bot API.
    return { kind: 'foreign', status };
  }
  // The one answer in a million calls that costs nothing to tell apart is told apart without a schema.
  if (typeof json === 'object' && json !== null && 'ok' in json && json.ok === true && 'result' in json) {
    return { kind: 'done', result: json.result };
  }
  const parsed = refusal.safeParse(json);
  if (!parsed.success) return { kind: 'foreign', status };
  return refusedAnswer(parsed.data);
}

/** The same from a refusal that grammY has parsed. */
export function refusedAnswer(said: {
  error_code: number;
  description: string;
  parameters?: { retry_after?: number | undefined; migrate_to_chat_id?: number | undefined } | undefined;
}): Refused {
  return {
    kind: 'refused',
    code: said.error_code,
    description: said.description,
    retryAfterS: said.parameters?.retry_after ?? null,
    migrateTo: said.parameters?.migrate_to_chat_id === undefined ? null : String(said.parameters.migrate_to_chat_id),
  };
}

/**
 * Telegram's answer to a message it has sent begins so; what follows repeats the message. Nobody needs that read: not
 * parsing it saves a twentieth of what a message costs.
 */
const SENT = /^\{"ok":true,"result":\{"message_id":(\d{1,15}),/;
const SENT_WITHIN_BYTES = 64;

/** The message id of an answer that begins as usual; null when it has to be read in full. */
export function sentMessageId(call: HttpResult): string | null {
  if (call.kind !== 'answer' || call.status !== 200) return null;
  return SENT.exec(call.body.toString('latin1', 0, SENT_WITHIN_BYTES))?.[1] ?? null;
}

/** `message_id` of a Message, as the ledger keeps it; none when the result is no Message. */
export function messageIdOf(result: unknown): string[] {
  if (typeof result !== 'object' || result === null || !('message_id' in result)) return [];
  return typeof result.message_id === 'number' ? [String(result.message_id)] : [];
}
