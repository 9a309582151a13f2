import { phraseFinder } from '../phrases/match.js';
import { readWords, type Word } from '../phrases/read.js';
import { type DangerKind, dangerWords } from './words.js';

/** Of several kinds in one text the one that cannot wait. */
const FIRST: readonly DangerKind[] = ['unconscious', 'self-harm', 'violence', 'child', 'unclear'];

type Label = { strength: 'sure' | 'topic'; kind: DangerKind } | 'asking' | 'urgent' | 'young';

const words = dangerWords();
const alone = phraseFinder([['alone', words.alone]]);
const harmless = phraseFinder([['harmless', words.harmless]]);
const telling = phraseFinder<Label>([
  ...[...words.sure].map(([kind, phrases]) => [{ strength: 'sure', kind }, phrases] as const),
  ...[...words.topic].map(([kind, phrases]) => [{ strength: 'topic', kind }, phrases] as const),
  ['asking', words.asking],
  ['urgent', words.urgent],
  ['young', words.young],
]);

/**
 * Which danger a text speaks of, or null. Pure and quick (well under a millisecond for what people type). Made to miss nobody: what
 * could be meant so counts, with and without diacritics, in teencode and with slips; only questions about the matter and what is known to be harmless do not.
 */
export function readDanger(text: string): DangerKind | null {
  const typed = readWords(text);
  if (alone(typed).some(({ from, to }) => from === 0 && to === typed.length)) return 'unclear';
  const found = telling(withoutHarmless(typed)).map(({ label }) => label);
  const kinds = new Set<DangerKind>();
  const asks = found.includes('asking') && !found.includes('urgent');
  for (const label of found)
    if (typeof label === 'object' && (label.strength === 'sure' || !asks)) kinds.add(label.kind);
  const kind = FIRST.find((one) => kinds.has(one)) ?? null;
  if (kind !== 'violence') return kind;
  const isYoung = found.includes('young') || hasYoungAge(text);
  return kinds.has('child') && isYoung ? 'child' : kind;
}

/** The words without those that are known to mean something else; a gap keeps what stood around them apart. */
function withoutHarmless(typed: readonly Word[]): Word[] {
  const left: Word[] = [...typed];
  for (const { from, to } of harmless(typed)) for (let i = from; i < to; i++) left[i] = [];
  return left;
}

/** "14 tuổi", "14t", "lớp 8" */
function hasYoungAge(text: string): boolean {
  const [, years = '99'] = /(?<!\d)(\d{1,2})\s*(?:t\b|tu[oổ]i|tuoi|years?|yo\b)/iu.exec(text) ?? [];
  return Number(years) < 18;
}
