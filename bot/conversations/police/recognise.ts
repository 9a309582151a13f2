import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../../base/root.js';
import { phraseFinder } from '../phrases/match.js';
import { readWords } from '../phrases/read.js';

const phrases = z.array(z.string().min(1));
const file = z.strictObject({
  sets: z.record(z.string(), z.string()),
  /** Says itself that it is a report. */
  explicit: phrases,
  /** What is reported, which must have a place or a person (`where`) and be no question (`not`). */
  deal: phrases,
  where: phrases,
  /** Using is reported only of several, of a place or again and again: else it is somebody's worry about somebody near. */
  group: phrases,
  crowd: phrases,
  not: phrases,
  /** Asks what becomes of whoever reports: a question, even where it says that it is about a report. */
  private: phrases,
});
const { sets, ...lists } = file.parse(
  JSON.parse(readFileSync(join(projectRoot, 'bot', 'data', 'report.json'), 'utf8')),
);
const filled = (phrase: string): string => phrase.replace(/\{(\w+)\}/g, (_, name: string) => sets[name] ?? name);
const find = phraseFinder(Object.entries(lists).map(([label, of]) => [label, of.map(filled)] as const));

/** Whether a text tells of a crime or wants to: the chat takes no report, and says where to give one. Pure and quick. */
export function isReport(text: string): boolean {
  const labels = new Set(find(readWords(text)).map(({ label }) => label));
  if (labels.has('private')) return false;
  const isTold = (labels.has('deal') && labels.has('where')) || (labels.has('group') && labels.has('crowd'));
  return labels.has('explicit') || (isTold && !labels.has('not'));
}
