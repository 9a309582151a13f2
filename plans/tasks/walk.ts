import type { Unit } from '../outline/outline.js';

/** All units in the order of the document. */
export function* everyUnit(unit: Unit): Generator<Unit> {
  if (unit.kind !== 'root') yield unit;
  for (const child of unit.children) yield* everyUnit(child);
}
