import { phraseFinder } from '../phrases/match.js';
import { readWords, type Word } from '../phrases/read.js';
import { ALONE, ASKING, type DangerKind, HARMLESS, SURE, TOPIC, URGENT } from './words.js';

/** Of several kinds in one text the one that cannot wait. */
const FIRST: readonly DangerKind[] = ['unconscious', 'self-harm', 'violence', 'child', 'unclear'];
/** Words about somebody who is no grown-up; a number of years is read apart. */
const YOUNG = [
  'con/cháu/em trai/gái/tôi/mình/em/nhà',
  'học sinh',
  'lớp',
  'trẻ em',
  'bạn .. lớp',
  'my son/daughter/child/kid',
];

type Label = { strength: 'sure' | 'topic'; kind: DangerKind } | 'asking' | 'urgent' | 'young';

const harmless = phraseFinder([['harmless', HARMLESS]]);
const alone = phraseFinder([['alone', ALONE]]);
const telling = phraseFinder<Label>([
  ...SURE.map(([kind, phrases]) => [{ strength: 'sure', kind }, phrases] as const),
  ...TOPIC.map(([kind, phrases]) => [{ strength: 'topic', kind }, phrases] as const),
  ['asking', ASKING],
  ['urgent', URGENT],
  ['young', YOUNG],
]);

/**
 * Which danger a text speaks of, or null. Pure and quick (well under a millisecond for what people type). Made to miss nobody: what
 * could be meant so counts, with and without diacritics, in teencode and with slips; only questions about the matter and what is known to be harmless do not.
 */
export function readDanger(text: string): DangerKind | null {
  const words = readWords(text);
  if (alone(words).some(({ from, to }) => from === 0 && to === words.length)) return 'unclear';
  const found = telling(withoutHarmless(words)).map(({ label }) => label);
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
function withoutHarmless(words: readonly Word[]): Word[] {
  const left: Word[] = [...words];
  for (const { from, to } of harmless(words)) for (let i = from; i < to; i++) left[i] = [];
  return left;
}

/** "14 tuổi", "14t", "lớp 8" */
function hasYoungAge(text: string): boolean {
  const [, years = '99'] = /(?<!\d)(\d{1,2})\s*(?:t\b|tu[oổ]i|tuoi|years?|yo\b)/iu.exec(text) ?? [];
  return Number(years) < 18;
}
