/**
 * One question to the FAQ: time over its own entries and over 500 (the same ones again, each word of the copies marked, so that they differ),
 * beside a bare linear scan that compares the question's words with those of every phrasing. Wanted: under 5 ms over 500.
 *
 *   npx tsx bench/faq.ts [--write]
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldKey } from '../base/text.js';
import { entriesOf, type Faq, type FaqEntry } from '../content/faq/faq.js';
import { faqFolder, loadFaq } from '../content/faq/loadFaq.js';
import { createFaqSearch } from '../content/faq/search.js';
import { loadSpeech } from '../content/faq/speech.js';
import { describeMachine } from './machine.js';
import { median, publish, table, whole } from './support/results.js';

const MANY = 500;
const ROUNDS = 3;
const speech = await loadSpeech(faqFolder);
const faq = await loadFaq();
const asked = ['tuned', 'held-out'].flatMap((set) =>
  readFileSync(join(faqFolder, 'asked', `${set}.tsv`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t')[1] ?? ''),
);

const own = entriesOf(faq);
const more: FaqEntry[] = Array.from({ length: MANY }, (_, n) => {
  const entry = own[n % own.length];
  if (entry === undefined) throw new Error('an empty FAQ');
  const copy = Math.floor(n / own.length);
  const mark = (text: string): string =>
    copy === 0 ? text : text.replace(/\p{L}{4,}/gu, (word) => word + 'bdgm'.charAt(copy % 4));
  const { vi, en } = entry.asked;
  return { ...entry, id: `${entry.id}-${n}`, asked: { vi: vi.map(mark), en: en.map(mark) } };
});
const large: Faq = { topics: [{ id: 'all', title: { vi: '…', en: '…' }, entries: more }] };

const rows = [measure(own.length, faq), measure(MANY, large)];
publish(
  'Searching the FAQ',
  `${await describeMachine()}. ${asked.length} written questions, ${ROUNDS} times.\nCommand: \`npx tsx bench/faq.ts\`.\n\n${table(['entries', 'median, ms', '99th percentile, ms', 'linear scan, median, ms', 'scan / search'], rows)}`,
);

function measure(count: number, over: Faq): string[] {
  const search = createFaqSearch(over, speech);
  const phrasings = entriesOf(over).flatMap((entry) => [...entry.asked.vi, ...entry.asked.en]);
  const scan = (text: string): number => {
    const words = foldKey(text).split(' ');
    let best = 0;
    for (const phrasing of phrasings) {
      const its = new Set(foldKey(phrasing).split(' '));
      best = Math.max(best, words.filter((word) => its.has(word)).length / words.length);
    }
    return best;
  };
  const [searching, scanning] = [timesOf((text) => search.find(text)), timesOf(scan)];
  const ms = (value: number): string => value.toFixed(2);
  const late = searching.toSorted((a, b) => a - b)[Math.floor(searching.length * 0.99)] ?? Number.NaN;
  return [
    whole(count),
    ms(median(searching)),
    ms(late),
    ms(median(scanning)),
    (median(scanning) / median(searching)).toFixed(1),
  ];
}

function timesOf(act: (text: string) => unknown): number[] {
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const text of asked) {
      const from = performance.now();
      act(text);
      // The first round warms up.
      if (round > 0) times.push(performance.now() - from);
    }
  return times;
}
