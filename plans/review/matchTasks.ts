import { foldKey } from '../../base/text.js';

/** What two versions of a plan are compared by. */
export interface Comparable {
  section: string;
  text: string;
}

/** Words in common, of all: below the first a task in the same place is another task, below the second so is one that moved. */
const SAME_PLACE = 0.4;
const MOVED = 0.65;
/** So many tasks are compared with every other; a plan with more is no plan, and only tasks at the same place are then. */
const COMPARED_MAX = 1_500;

/**
 * Which task of the new version each task of the old one has become: by its words first, by its place in the plan second, so that a
 * section that was put in before it and a word that was mended lose nobody's answers. Every task is matched once at most.
 *
 * @returns index in `before` for every index in `after`, or null for a new task
 */
export function matchTasks(before: readonly Comparable[], after: readonly Comparable[]): (number | null)[] {
  const matched: (number | null)[] = after.map(() => null);
  const free = new Set(before.keys());
  const take = (oldIndex: number, newIndex: number): void => {
    matched[newIndex] = oldIndex;
    free.delete(oldIndex);
  };
  const old = before.map(prepare);
  const fresh = after.map(prepare);

  const byText = new Map<string, number[]>();
  for (const [index, task] of old.entries()) byText.set(task.key, [...(byText.get(task.key) ?? []), index]);
  // Standing sentences repeat ("Thực hiện nhiệm vụ khác khi có yêu cầu"): the one at the same place is the same task.
  for (const sameSection of [true, false]) {
    for (const [index, task] of fresh.entries()) {
      if (matched[index] !== null) continue;
      const found = byText
        .get(task.key)
        ?.find((at) => free.has(at) && (!sameSection || old[at]?.section === task.section));
      if (found !== undefined) take(found, index);
    }
  }

  const pairs: { from: number; to: number; score: number }[] = [];
  const wide = free.size <= COMPARED_MAX && fresh.length <= COMPARED_MAX;
  for (const [to, task] of fresh.entries()) {
    if (matched[to] !== null) continue;
    for (const from of free) {
      const former = old[from];
      if (former === undefined) continue;
      const here = former.section === task.section;
      if (!here && !wide) continue;
      const shared = similarity(former.words, task.words);
      if (shared >= (here ? SAME_PLACE : MOVED)) pairs.push({ from, to, score: shared + (here ? 0.25 : 0) });
    }
  }
  pairs.sort((a, b) => b.score - a.score || a.to - b.to || a.from - b.from);
  for (const { from, to } of pairs) if (matched[to] === null && free.has(from)) take(from, to);
  return matched;
}

function prepare({ section, text }: Comparable): { section: string; key: string; words: Set<string> } {
  const key = foldKey(text)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
  const words = key.split(' ');
  // Pairs of words: single ones are alike in all such texts.
  return { section, key, words: new Set(words.map((word, at) => `${word} ${words[at + 1] ?? ''}`)) };
}

function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  if (large.size === 0 || (2 * small.size) / (small.size + large.size) < SAME_PLACE) return 0;
  let common = 0;
  for (const pair of small) if (large.has(pair)) common += 1;
  return (2 * common) / (small.size + large.size);
}
