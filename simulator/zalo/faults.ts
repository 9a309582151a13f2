import { z } from 'zod';
import { FaultRules } from '../faultRules.js';

const fault = z.discriminatedUnion('kind', [
  /** Refused with one of Zalo's numbers, before anything is done; `message` in Zalo's words unless given. */
  z.strictObject({ kind: z.literal('error'), code: z.number().int(), message: z.string().optional() }),
  /** The access token dies with this call: -216 (-124) now, until somebody asks for a new one. */
  z.strictObject({ kind: z.literal('unauthorized') }),
  z.strictObject({
    kind: z.literal('server-error'),
    code: z.union([z.literal(500), z.literal(502), z.literal(503), z.literal(504)]).default(500),
    /** Whether the call was done all the same. */
    delivered: z.boolean().default(false),
    /** A proxy in front answers in HTML, the API itself in JSON. */
    body: z.enum(['json', 'html']).default('html'),
  }),
  /** Waits, then goes on as if nothing had been: later rules and checks still apply. */
  z.strictObject({ kind: z.literal('slow'), ms: z.number().int().min(0).max(600_000) }),
  /** `after` on the token endpoint is the lost response after the tokens have rotated. */
  z.strictObject({ kind: z.literal('cut'), when: z.enum(['before', 'after']) }),
  z.strictObject({ kind: z.literal('silence'), delivered: z.boolean().default(false) }),
  /** Whatever you like. */
  z.strictObject({ kind: z.literal('answer'), status: z.number().int().min(200).max(599), body: z.string() }),
]);

export const zaloFaultRuleSchema = z.strictObject({
  /** Only calls that name these user ids or phone numbers. */
  users: z.array(z.string()).optional(),
  /** Only these paths, `/v3.0/oa/message/cs`. Left out: every path that delivers messages. `*` means every path. */
  paths: z.array(z.string()).optional(),
  /** How likely it strikes, 0 to 1; who is struck depends only on `seed`, the user and how often they were called. */
  probability: z.number().min(0).max(1).default(1),
  seed: z.number().int().default(1),
  /** Strikes at most so often, then never again. */
  times: z.number().int().min(1).optional(),
  /** Lets the first so many matching calls pass. */
  after: z.number().int().min(0).default(0),
  fault,
});

/** What a test asks for; defaults may be left out. */
export type ZaloFaultRule = z.input<typeof zaloFaultRuleSchema>;
export type ZaloFault = z.output<typeof fault>;
type ParsedRule = z.output<typeof zaloFaultRuleSchema>;

interface Call {
  path: string;
  to: string | null;
  delivers: boolean;
}

/** Zalo's rules of faults, by path and user id or phone number. */
export class ZaloFaults extends FaultRules<Call, ZaloFault, ParsedRule> {
  constructor() {
    super({ matcher, target: ({ to }) => to ?? '', luck: ({ to }) => numberFor(to ?? '') });
  }

  add(input: ZaloFaultRule): number {
    return this.addRule(zaloFaultRuleSchema.parse(input));
  }

  strike(path: string, to: string | null, delivers: boolean): { delayMs: number; fault: ZaloFault | null } {
    return this.strikeCall({ path, to, delivers });
  }
}

function matcher(rule: ParsedRule): (call: Call) => boolean {
  const users = rule.users === undefined ? null : new Set(rule.users);
  const paths = rule.paths === undefined ? null : new Set(rule.paths);
  return ({ path, to, delivers }) => {
    if (users !== null && (to === null || !users.has(to))) return false;
    return paths === null ? delivers : paths.has('*') || paths.has(path);
  };
}

/** The same number for the same id: the last digits, which differ from neighbour to neighbour. */
function numberFor(id: string): number {
  const number = Number(id.slice(-12));
  return Number.isFinite(number) ? number : id.length;
}
