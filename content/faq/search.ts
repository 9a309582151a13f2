import { entriesOf, type Faq, type FaqEntry } from './faq.js';
import { createNearestWord } from './nearestWord.js';
import type { Heard, Speech } from './speech.js';

/** What is near a question: the answer itself, up to three to choose from, or nothing. Best first. */
export type FaqFound = { kind: 'one'; entry: FaqEntry } | { kind: 'several'; entries: FaqEntry[] } | { kind: 'none' };

export interface Ranked {
  entry: FaqEntry;
  /** 0 to 1: how much of what was asked the entry is known to be asked by. */
  score: number;
}

export interface FaqSearch {
  find(text: string): FaqFound;
  /** The nearest entries, best first; empty where nothing was asked. */
  rank(text: string, most: number): Ranked[];
}

const CHOICES = 3;
/** Measured on the written questions (search.test.ts): below, what is found is chance. */
const NEAR = 0.28;
/** From here, and so far before the second, the first one is said without asking back. */
const SURE = 0.52;
const AHEAD = 0.05;

/** What a score is made of: the likest phrasing, how much of the question the phrasings of the entry cover, and how much of it its answer says. */
const PARTS = { like: 0.45, covered: 0.4, told: 0.15 };
/** What a feature is worth beside a plain word. */
const WORTH = { word: 1, pair: 0.5, meaning: 1.8, marked: 0.5, piece: 0.2 };

/**
 * Searches what people ask: words without diacritics, pairs of words, meanings (synonyms, slang), words with their diacritics where any were
 * typed, and pieces of three letters that outlive a slip of the finger. An entry counts by its likest phrasing and by how much of the question all
 * of its phrasings cover. Everything rare counts for more. An index by feature: the time goes with the question's features, not with the entries.
 */
export function createFaqSearch(faq: Faq, speech: Speech): FaqSearch {
  const entries = entriesOf(faq);
  const phrasings = entries.flatMap((entry, of) =>
    [...Object.values(entry.title), ...Object.values(entry.asked)]
      .flatMap((texts) => texts ?? [])
      .map((text) => ({
        of,
        features: featuresOf(speech.hear(text)),
      })),
  );
  /** What the answers say: it covers a question too, for less. */
  const said = entries.map((entry) => featuresOf(speech.hear(Object.values(entry.answer).join(' '))));
  const known = new Set(
    entries.flatMap(({ title, asked, answer }) =>
      [title, asked, answer].flatMap((texts) =>
        Object.values(texts)
          .flatMap((said) => said ?? [])
          .flatMap((text) => speech.hear(text).folded),
      ),
    ),
  );
  const nearest = createNearestWord(known);
  const spread = new Map<string, number>();
  for (const [of] of entries.entries()) {
    const own = new Set(phrasings.filter((one) => one.of === of).flatMap(({ features }) => [...features.keys()]));
    for (const feature of own) spread.set(feature, (spread.get(feature) ?? 0) + 1);
  }
  const rarity = (feature: string): number => Math.log(1 + entries.length / (spread.get(feature) ?? 1));
  const weigh = (features: Map<string, number>): Map<string, number> =>
    new Map([...features].map(([feature, worth]) => [feature, worth * rarity(feature)]));
  const norm = (weights: Map<string, number>): number => Math.hypot(...weights.values());

  const had = new Map<string, { phrasings: number[]; weights: number[] }>();
  const lengths = new Float64Array(phrasings.length);
  for (const [phrasing, { features }] of phrasings.entries()) {
    const weights = weigh(features);
    lengths[phrasing] = norm(weights);
    for (const [feature, weight] of weights) {
      const list = had.get(feature) ?? { phrasings: [], weights: [] };
      list.phrasings.push(phrasing);
      list.weights.push(weight);
      had.set(feature, list);
    }
  }
  const toldBy = new Map<string, number[]>();
  for (const [of, features] of said.entries())
    for (const feature of features.keys()) {
      const list = toldBy.get(feature) ?? [];
      list.push(of);
      toldBy.set(feature, list);
    }
  // Flat, because a piece that every other phrasing has is gone through with every question.
  const byFeature = new Map(
    [...had].map(([feature, list]) => [
      feature,
      { phrasings: Int32Array.from(list.phrasings), weights: Float64Array.from(list.weights) },
    ]),
  );
  const saidBy = new Map([...toldBy].map(([feature, list]) => [feature, Int32Array.from(list)]));
  const entryOf = Int32Array.from(phrasings, ({ of }) => of);

  const rank = (text: string, most: number): Ranked[] => {
    const asked = weigh(featuresOf(speech.hear(text, nearest)));
    const length = norm(asked);
    if (length === 0) return [];
    const total = [...asked].reduce((sum, [, weight]) => sum + weight, 0);
    const shared = new Float64Array(phrasings.length);
    const covered = new Float64Array(entries.length);
    const told = new Float64Array(entries.length);
    for (const [feature, weight] of asked) {
      const share = weight / total;
      const list = byFeature.get(feature);
      let last = -1;
      for (let at = 0; list !== undefined && at < list.phrasings.length; at += 1) {
        const phrasing = list.phrasings[at] ?? 0;
        shared[phrasing] = (shared[phrasing] ?? 0) + weight * (list.weights[at] ?? 0);
        const of = entryOf[phrasing] ?? 0;
        if (of !== last) covered[of] = (covered[of] ?? 0) + share;
        last = of;
      }
      const tellers = saidBy.get(feature) ?? [];
      for (let at = 0; at < tellers.length; at += 1) {
        const of = tellers[at] ?? 0;
        told[of] = (told[of] ?? 0) + share;
      }
    }
    const best = new Float64Array(entries.length);
    for (let phrasing = 0; phrasing < entryOf.length; phrasing += 1) {
      const of = entryOf[phrasing] ?? 0;
      const like = (PARTS.like * (shared[phrasing] ?? 0)) / ((lengths[phrasing] ?? 1) * length);
      if (like > (best[of] ?? 0)) best[of] = like;
    }
    return entries
      .map((entry, of) => ({
        entry,
        score: (best[of] ?? 0) + PARTS.covered * (covered[of] ?? 0) + PARTS.told * (told[of] ?? 0),
      }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, most);
  };

  const find = (text: string): FaqFound => {
    const [first, second, third] = rank(text, CHOICES);
    if (first === undefined || first.score < NEAR) return { kind: 'none' };
    if (first.score >= SURE && first.score - (second?.score ?? 0) >= AHEAD) return { kind: 'one', entry: first.entry };
    return {
      kind: 'several',
      entries: [first, second, third].flatMap((one) => (one === undefined ? [] : [one.entry])),
    };
  };
  return { find, rank };
}

/** Everything about a text that is looked up, with what it is worth. */
function featuresOf({ typed, folded, meanings }: Heard): Map<string, number> {
  const features = new Map<string, number>();
  for (const [at, word] of folded.entries()) {
    features.set(word, WORTH.word);
    const next = folded[at + 1];
    if (next !== undefined) features.set(`${word} ${next}`, WORTH.pair);
    if (/[^a-z0-9]/.test(typed[at] ?? '')) features.set(`^${typed[at]}`, WORTH.marked);
  }
  for (const meaning of meanings) features.set(`#${meaning}`, WORTH.meaning);
  const letters = ` ${folded.join(' ')} `;
  for (let at = 0; at + 3 <= letters.length; at += 1) features.set(`~${letters.slice(at, at + 3)}`, WORTH.piece);
  return features;
}
