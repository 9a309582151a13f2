/** Deeper than any platform nests; PostgreSQL refuses what is too deep for its stack, and so would ours. */
const DEPTH_MOST = 100;

/**
 * JSON that PostgreSQL takes: NUL and halves of characters, which it refuses, are replaced, and so is what lies deeper than
 * anybody reads. One such text must not hold up all others.
 */
export function storable(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.replace(/[\0\p{Surrogate}]/gu, '\uFFFD');
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEPTH_MOST) return '\uFFFD';
  if (Array.isArray(value)) return value.map((inner) => storable(inner, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [storable(key, depth), storable(inner, depth + 1)]),
  );
}
