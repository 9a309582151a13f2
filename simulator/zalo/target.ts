import { isRecord } from '../http/json.js';
import type { Values } from './call.js';
import { oaRefusal } from './refusal.js';
import type { ZaloUserSpec } from './user.js';

/** First year of life of each of Zalo's age groups. */
const AGE_STARTS = [0, 13, 18, 25, 35, 45, 55, 65];

interface Filter {
  /** The highest code that exists. */
  max: number;
  codeOf(user: ZaloUserSpec): number | undefined;
}

const FILTERS: Record<string, Filter> = {
  ages: { max: 7, codeOf: ({ age }) => (age === undefined ? undefined : ageGroup(age)) },
  gender: { max: 2, codeOf: ({ gender }) => gender },
  locations: { max: 2, codeOf: ({ location }) => location },
  cities: { max: 63, codeOf: ({ city }) => city },
  platform: { max: 3, codeOf: ({ platform }) => platform },
  // One of the official libraries writes it so.
  platforms: { max: 3, codeOf: ({ platform }) => platform },
  telcos: { max: 4, codeOf: ({ telco }) => telco },
};

/** Whom a broadcast's `target` means. Who has not told Zalo what a filter asks for is not meant. */
export function readTarget(target: unknown, emptyIs: 'everybody' | 'refused'): (user: ZaloUserSpec) => boolean {
  if (target === undefined) return () => true;
  if (!isRecord(target)) throw oaRefusal(-201, 'target is invalid');
  const wanted = Object.entries(target).map(([name, value]) => readFilter(name, value, target));
  if (wanted.length === 0 && emptyIs === 'refused') throw oaRefusal(-201, 'target is invalid');
  return (user) => wanted.every((fits) => fits(user));
}

function readFilter(name: string, value: unknown, target: Values): (user: ZaloUserSpec) => boolean {
  const filter = FILTERS[name];
  if (filter === undefined || (name === 'platforms' && target['platform'] !== undefined))
    throw oaRefusal(-201, `target ${name} is invalid`);
  const codes = codesIn(value);
  if (codes === null || codes.some((code) => code > filter.max)) throw oaRefusal(-201, `target ${name} is invalid`);
  if (name === 'gender' && codes.includes(0)) return () => true;
  return (user) => {
    const code = filter.codeOf(user);
    return code !== undefined && codes.includes(code);
  };
}

/** "2,3,4" or 2: libraries write both. */
function codesIn(value: unknown): number[] | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const parts = String(value).split(',');
  return parts.every((part) => /^\s*\d{1,2}\s*$/.test(part)) ? parts.map(Number) : null;
}

function ageGroup(age: number): number {
  return AGE_STARTS.findLastIndex((start) => age >= start);
}
