import { z } from 'zod';
import { FaultRules } from '../faultRules.js';
import { BAD_REQUEST, type BadRequestWhy, FORBIDDEN, type ForbiddenWhy } from './refusal.js';

/** Object.keys, typed; the records below are literal, so nothing else can be in them. */
function names<Name extends string>(record: Record<Name, string>): [Name, ...Name[]] {
  const [first, ...rest] = Object.keys(record) as Name[];
  if (first === undefined) throw new Error('An empty table of refusals');
  return [first, ...rest];
}

const fault = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('too-many-requests'),
    retryAfter: z.number().int().min(1).max(100_000),
    /** Who else waits that long: only this call (default), its chat, or every message call of the bot. */
    hold: z.enum(['call', 'chat', 'bot']).default('call'),
  }),
  z.strictObject({ kind: z.literal('forbidden'), why: z.enum(names<ForbiddenWhy>(FORBIDDEN)).default('blocked') }),
  z.strictObject({ kind: z.literal('bad-request'), why: z.enum(names<BadRequestWhy>(BAD_REQUEST)) }),
  z.strictObject({ kind: z.literal('migrated'), toChatId: z.number().int() }),
  /** Revokes the token: this call and all later ones of the bot are answered 401. */
  z.strictObject({ kind: z.literal('unauthorized') }),
  z.strictObject({
    kind: z.literal('server-error'),
    code: z.union([z.literal(500), z.literal(502), z.literal(503), z.literal(504)]).default(500),
    /** Whether the message reached the chat all the same. */
    delivered: z.boolean().default(false),
    /** A proxy in front answers in HTML, the API itself in JSON. */
    body: z.enum(['json', 'html']).default('json'),
  }),
  /** Waits, then goes on as if nothing had been: later rules and checks still apply. */
  z.strictObject({ kind: z.literal('slow'), ms: z.number().int().min(0).max(600_000) }),
  z.strictObject({ kind: z.literal('cut'), when: z.enum(['before', 'after']) }),
  z.strictObject({ kind: z.literal('silence'), delivered: z.boolean().default(false) }),
  z.strictObject({
    kind: z.literal('answer'),
    errorCode: z.number().int().min(400).max(599),
    description: z.string(),
    retryAfter: z.number().int().optional(),
  }),
]);

export const faultRuleSchema = z.strictObject({
  /** Only these chats; left out: every chat. */
  chats: z.array(z.number().int()).optional(),
  /** Only these methods; left out: every method that delivers messages. `*` means every method. */
  methods: z.array(z.string()).optional(),
  /** How likely it strikes, 0 to 1; who is struck depends only on `seed`, the chat and how often it was called. */
  probability: z.number().min(0).max(1).default(1),
  seed: z.number().int().default(1),
  /** Strikes at most so often, then never again. */
  times: z.number().int().min(1).optional(),
  /** Lets the first so many matching calls pass. */
  after: z.number().int().min(0).default(0),
  fault,
});

/** What a test asks for; defaults may be left out. */
export type FaultRule = z.input<typeof faultRuleSchema>;
export type Fault = z.output<typeof fault>;
type ParsedRule = z.output<typeof faultRuleSchema>;

interface Call {
  method: string;
  chatId: number;
  delivers: boolean;
}

/** Telegram's rules of faults, by method and chat. */
export class Faults extends FaultRules<Call, Fault, ParsedRule> {
  constructor() {
    super({ matcher, target: ({ chatId }) => chatId, luck: ({ chatId }) => chatId });
  }

  add(input: FaultRule): number {
    return this.addRule(faultRuleSchema.parse(input));
  }

  strike(method: string, chatId: number, delivers: boolean): { delayMs: number; fault: Fault | null } {
    return this.strikeCall({ method, chatId, delivers });
  }
}

function matcher(rule: ParsedRule): (call: Call) => boolean {
  const chats = rule.chats === undefined ? null : new Set(rule.chats);
  const methods = rule.methods === undefined ? null : new Set(rule.methods.map((name) => name.toLowerCase()));
  return ({ method, chatId, delivers }) => {
    if (chats !== null && !chats.has(chatId)) return false;
    return methods === null ? delivers : methods.has('*') || methods.has(method.toLowerCase());
  };
}
