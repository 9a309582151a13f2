import type { FaultRule, ZaloFaultRule } from '../../simulator/index.js';
import { draw } from '../../simulator/luck.js';

/**
 * What befalls a run, worked out from its seed before it begins: the same seed strikes the same processes in the same
 * order at the same share of the deliveries, with the same faults of the API. Only the moment within a millisecond is
 * the machine's.
 */
export interface Schedule {
  /** How far the clock of each service is off; one of them is a minute wrong. */
  skewsMs: number[];
  channel: ChannelName;
  /** Deliveries, from 0, whose chat is refused all along: as blocked, and as unknown to the platform. */
  forbidden: number[];
  badRequest: number[];
  /** On Zalo: those whose window was over before, those whose window closes while it runs, and those who then say stop. */
  outside: number[];
  closing: number[];
  stopping: number[];
  strikes: Strike[];
}

/** What happens when this share of the deliveries has arrived; several things at once, each a little later. */
export interface Strike {
  at: number;
  blows: { afterMs: number; blow: Blow }[];
}

export type Blow =
  | { kind: 'kill-service'; service: number; downMs: number }
  | { kind: 'redis-flush' }
  | { kind: 'redis-kill'; downMs: number }
  | { kind: 'redis-restart' }
  | { kind: 'postgres-kill'; downMs: number }
  | { kind: 'postgres-restart' }
  | { kind: 'queue-empty' }
  | { kind: 'api'; rule: Rule; forMs: number }
  /** The access token dies under everybody who uses it. */
  | { kind: 'token-dies' }
  /** The windows of `closing` are over from now on, and `stopping` say stop. */
  | { kind: 'people-leave' };

/** Whose platform is played. */
export type ChannelName = 'telegram' | 'zalo';
export type Rule = FaultRule | ZaloFaultRule;

/** `server`: two services on PostgreSQL and Redis; `postgres`: the same without Redis; `embedded`: the default. */
export type Backend = 'server' | 'postgres' | 'embedded';

/** Nothing strikes later than this, so that every strike comes even where many are refused or unknown. */
const LAST_AT = 0.85;
const SKEW_MS = 60_000;
const FORBIDDEN_SHARE = 0.02;
const BAD_REQUEST_SHARE = 0.01;

/** Of those who leave while it runs; they stand near the end of each lane, so that none of them has been called by then. */
const LEAVING_SHARE = 0.01;
const OUTSIDE_SHARE = 0.02;
const LATE_IN_LANE = 0.88;
/** As scheduler/delivery/fanOut.ts has it. */
const TWO_LANES_FROM = 2_000;
const LEAVE_AT = 0.2;

export function makeSchedule(
  seed: number,
  {
    backend,
    deliveries,
    short,
    channel,
  }: { backend: Backend; deliveries: number; short: boolean; channel: ChannelName },
): Schedule {
  const chance = chanceOf(seed);
  const services = backend === 'embedded' ? 1 : 2;
  const skewed = chance.below(services);
  const skewMs = chance.below(2) === 0 ? SKEW_MS : -SKEW_MS;
  const groups = shuffle(
    short ? fewBlows(chance, backend, channel) : manyBlows(chance, backend, { services, channel }),
    chance,
  );
  const refused = chance.some(deliveries, Math.ceil(deliveries * (FORBIDDEN_SHARE + BAD_REQUEST_SHARE)));
  const forbidden = Math.ceil(deliveries * FORBIDDEN_SHARE);
  const special = channel === 'zalo' ? whoLeaves(chance, deliveries, new Set(refused)) : NOBODY;
  const strikes = groups.map(
    (blows, i): Strike => ({
      // The first falls into the fan-out.
      at: i === 0 ? 0 : ((i + chance.real()) / groups.length) * LAST_AT,
      blows: blows.map((blow, nth) => ({
        afterMs: i + nth === 0 ? chance.between(0, 300) : nth * chance.between(0, 800),
        blow,
      })),
    }),
  );
  if (channel === 'zalo') strikes.push({ at: LEAVE_AT, blows: [{ afterMs: 0, blow: { kind: 'people-leave' } }] });
  return {
    channel,
    skewsMs: Array.from({ length: services }, (_, i) => (i === skewed ? skewMs : 0)),
    forbidden: refused.slice(0, forbidden),
    badRequest: refused.slice(forbidden),
    ...special,
    strikes: strikes.toSorted((a, b) => a.at - b.at),
  };
}

const NOBODY = { outside: [], closing: [], stopping: [] };

function whoLeaves(chance: Chance, deliveries: number, but: ReadonlySet<number>) {
  const lane = deliveries >= TWO_LANES_FROM ? Math.ceil(deliveries / 2) : deliveries;
  const free = chance.some(deliveries, deliveries).filter((n) => !but.has(n));
  const late = free.filter((n) => (n % lane) / lane > LATE_IN_LANE && n !== deliveries - 1);
  const some = Math.ceil(deliveries * LEAVING_SHARE);
  const closing = late.slice(0, some);
  const stopping = late.slice(some, 2 * some);
  const leaving = new Set([...closing, ...stopping]);
  const outside = free.filter((n) => !leaving.has(n)).slice(0, Math.ceil(deliveries * OUTSIDE_SHARE));
  return { outside, closing, stopping };
}

/** Every kind of blow at least once; a kill falls together with the loss of a store, as in a power cut. */
function manyBlows(
  chance: Chance,
  backend: Backend,
  { services, channel }: { services: number; channel: ChannelName },
): Blow[][] {
  const kill = (): Blow => ({
    kind: 'kill-service',
    service: chance.below(services),
    downMs: chance.between(0, 2_000),
  });
  const api = platformFaults(chance, channel).map((blow): Blow[] => [blow]);
  const emptied: Blow[][] = [[{ kind: 'queue-empty' }], [{ kind: 'queue-empty' }], [{ kind: 'queue-empty' }, kill()]];
  if (backend === 'embedded') return [...api, ...emptied, [kill()], [kill()], [kill()], [kill()]];
  const all = Array.from(
    { length: services },
    (_, service): Blow => ({ kind: 'kill-service', service, downMs: chance.between(0, 2_000) }),
  );
  const postgres: Blow[][] = [
    [{ kind: 'postgres-kill', downMs: chance.between(0, 4_000) }],
    [{ kind: 'postgres-kill', downMs: chance.between(0, 2_000) }, kill()],
    [{ kind: 'postgres-restart' }],
  ];
  const common = [...api, ...postgres, [kill()], [kill()], [kill()], all];
  if (backend === 'postgres') return [...common, ...emptied];
  return [
    ...common,
    [{ kind: 'redis-flush' }],
    [{ kind: 'redis-flush' }],
    [{ kind: 'redis-flush' }, kill()],
    [{ kind: 'redis-kill', downMs: chance.between(0, 4_000) }],
    [
      { kind: 'redis-kill', downMs: chance.between(0, 2_000) },
      { kind: 'postgres-kill', downMs: chance.between(0, 2_000) },
    ],
    [{ kind: 'redis-restart' }],
  ];
}

/** The same for a run of half a minute: each store once, one or two kills, half of the API's faults. */
function fewBlows(chance: Chance, backend: Backend, channel: ChannelName): Blow[][] {
  // Without the calls that never end: their 20 s are as long as the run.
  const ending = platformFaults(chance, channel).filter(
    (blow) => blow.kind !== 'api' || blow.rule.fault.kind !== 'silence',
  );
  const api = shuffle(ending, chance)
    .slice(0, 5)
    .map((blow): Blow[] => [blow]);
  const kill: Blow = { kind: 'kill-service', service: 0, downMs: chance.between(0, 500) };
  if (backend === 'embedded') return [...api, [{ kind: 'queue-empty' }], [kill]];
  const second: Blow = { kind: 'kill-service', service: 1, downMs: chance.between(0, 500) };
  const postgres: Blow = { kind: 'postgres-kill', downMs: chance.between(0, 1_000) };
  if (backend === 'postgres') return [...api, [{ kind: 'queue-empty' }], [kill], [postgres, second]];
  return [
    ...api,
    [{ kind: 'redis-flush' }],
    [kill],
    [{ kind: 'redis-kill', downMs: chance.between(0, 1_000) }],
    [postgres, second],
  ];
}

const platformFaults = (chance: Chance, channel: ChannelName): Blow[] =>
  channel === 'zalo' ? zaloFaults(chance) : apiFaults(chance);

/** What Zalo can do wrong for a while; it refuses with numbers. */
function zaloFaults(chance: Chance): Blow[] {
  const during = (fault: ZaloFaultRule['fault'], more: Omit<ZaloFaultRule, 'fault' | 'seed'> = {}): Blow => ({
    kind: 'api',
    forMs: chance.between(1_000, 4_000),
    rule: { fault, seed: chance.between(1, 1_000_000), ...more },
  });
  const rare = (): { probability: number } => ({ probability: 0.01 + 0.04 * chance.real() });
  return [
    { kind: 'token-dies' },
    during({ kind: 'error', code: RATE }, { times: 20 }),
    during({ kind: 'error', code: NIGHT }, rare()),
    during({ kind: 'error', code: -200 }, rare()),
    during({ kind: 'unauthorized' }, { times: 1 }),
    during({ kind: 'server-error', code: 500 }, rare()),
    during({ kind: 'server-error', code: 502, delivered: true }, rare()),
    during({ kind: 'slow', ms: chance.between(300, 2_500) }, { probability: 0.2 }),
    during({ kind: 'cut', when: 'before' }, rare()),
    during({ kind: 'cut', when: 'after' }, rare()),
    during({ kind: 'silence', delivered: chance.below(2) === 0 }, { times: 2 }),
    // Not on the token's path: a token whose answer is lost twice ends with a person, which has a test of its own.
    during({ kind: 'server-error', code: 502 }, { paths: ['/v3.0/oa/message/cs', '/v2.0/oa/getoa'] }),
  ];
}

/** "Reached limit call api", and "not from 22:00 to 06:00". */
export const RATE = -32;
const NIGHT = -234;

/** Everything that an API can do wrong for a while. */
function apiFaults(chance: Chance): Extract<Blow, { kind: 'api' }>[] {
  const during = (fault: FaultRule['fault'], more: Omit<FaultRule, 'fault' | 'seed'> = {}) => ({
    kind: 'api' as const,
    forMs: chance.between(1_000, 4_000),
    rule: { fault, seed: chance.between(1, 1_000_000), ...more },
  });
  const rare = (): { probability: number } => ({ probability: 0.01 + 0.04 * chance.real() });
  return [
    during({ kind: 'too-many-requests', retryAfter: chance.between(1, 3), hold: 'bot' }, { times: 1 }),
    during({ kind: 'too-many-requests', retryAfter: 1 }, rare()),
    during({ kind: 'server-error', code: 500 }, rare()),
    during({ kind: 'server-error', code: 500, delivered: true }, rare()),
    during({ kind: 'server-error', code: 502, body: 'html', delivered: chance.below(2) === 0 }, rare()),
    during({ kind: 'slow', ms: chance.between(300, 2_500) }, { probability: 0.2 }),
    during({ kind: 'cut', when: 'before' }, rare()),
    during({ kind: 'cut', when: 'after' }, rare()),
    during({ kind: 'silence', delivered: chance.below(2) === 0 }, { times: 2 }),
    // Nothing works at all for a moment: the sender falls silent and finds its way back.
    { ...during({ kind: 'server-error', code: 502 }, { methods: ['*'] }), forMs: chance.between(500, 1_500) },
  ];
}

export interface Chance {
  real(): number;
  /** A whole number from 0 to n - 1. */
  below(n: number): number;
  /** A whole number from `from` to `to`. */
  between(from: number, to: number): number;
  /** So many different numbers below n. */
  some(n: number, count: number): number[];
}

export function chanceOf(seed: number): Chance {
  let drawn = 0;
  const real = () => {
    drawn += 1;
    return draw(seed, 20_261_121, drawn);
  };
  const below = (n: number) => Math.floor(real() * n);
  return {
    real,
    below,
    between: (from, to) => from + below(to - from + 1),
    some(n, count) {
      const found = new Set<number>();
      while (found.size < Math.min(n, count)) found.add(below(n));
      return [...found];
    },
  };
}

export function shuffle<T>(list: readonly T[], chance: Chance): T[] {
  const keyed = list.map((value) => ({ value, key: chance.real() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ value }) => value);
}

/** For people: what a blow is, in a few words. */
export function nameOf(blow: Blow): string {
  switch (blow.kind) {
    case 'kill-service':
      return `kill -9 of service ${blow.service + 1}, back after ${blow.downMs} ms`;
    case 'redis-kill':
    case 'postgres-kill':
      return `${blow.kind}, back after ${blow.downMs} ms`;
    case 'token-dies':
      return 'the access token dies';
    case 'people-leave':
      return 'windows close and people say stop';
    case 'api':
      return `api ${JSON.stringify(blow.rule)} for ${blow.forMs} ms`;
    default:
      return blow.kind;
  }
}
