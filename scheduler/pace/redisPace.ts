import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { AHEAD_MS, type Pace, type Priority, type Reservation } from './pace.js';

/**
 * The same reservation in Redis, one script and one round trip, by Redis's own clock. What is kept is the start of the
 * next free slot in microseconds; it expires by itself a minute after it has passed. A flushed Redis forgets at most
 * the slots of the next 100 ms.
 */
const RESERVE = `
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local free = tonumber(redis.call('GET', KEYS[1]) or '0')
if free < now then free = now end
local interval, wanted, ahead = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local slots = 0
if free <= now + ahead then
  slots = math.floor((ahead - (free - now)) / interval) + 1
  if slots > wanted then slots = wanted end
  redis.call('SET', KEYS[1], string.format('%.3f', free + slots * interval), 'PX', math.ceil((free - now + slots * interval) / 1000) + 60000)
end
return { slots, tostring(free - now) }`;

const FAR_AHEAD_MS = 3_600_000;

export function redisPace(redis: Redis): Pace {
  return {
    async reserve(sender: string, ratePerSecond: number, wanted: number, priority: Priority): Promise<Reservation> {
      const intervalMs = 1000 / ratePerSecond;
      const ahead = Math.min(AHEAD_MS[priority], FAR_AHEAD_MS);
      const answer = await run(redis, [`loa:pace:${sender}`, intervalMs * 1000, wanted, ahead * 1000]);
      const [slots, freeInUs] = [answer[0], Number(answer[1])];
      return { slots, startsInMs: slots > 0 ? freeInUs / 1000 : Math.max(1, freeInUs / 1000 - ahead), intervalMs };
    },
  };
}

const RESERVE_SHA = createHash('sha1').update(RESERVE).digest('hex');

type Arguments = [key: string, intervalUs: number, wanted: number, aheadUs: number];

/** By the script's hash; in full to a Redis that has not seen it, or has forgotten it. */
async function run(redis: Redis, given: Arguments): Promise<[number, string]> {
  try {
    return (await redis.evalsha(RESERVE_SHA, 1, ...given)) as [number, string];
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return (await redis.eval(RESERVE, 1, ...given)) as [number, string];
  }
}
