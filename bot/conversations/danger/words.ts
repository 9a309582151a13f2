import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../../base/root.js';

/** In danger of what. `unclear` where somebody only calls for help. */
export const DANGER_KINDS = ['unconscious', 'self-harm', 'violence', 'child', 'unclear'] as const;
export type DangerKind = (typeof DANGER_KINDS)[number];

/**
 * What people write when somebody is in danger, as phrases (`phrases/match.ts`); `{who}` stands for one of a set of words. `sure` counts
 * wherever it stands; `topic` is also what lessons are about, and counts unless the text asks (`asking`) and is not `urgent`; `alone` counts
 * as a whole message; `harmless` takes its words out of the text; `young` says that it is about a child. Measured on `sentences/`:
 * a danger that is missed is far worse than a false alarm.
 */
export interface DangerWords {
  sure: Map<DangerKind, string[]>;
  topic: Map<DangerKind, string[]>;
  alone: string[];
  asking: string[];
  urgent: string[];
  harmless: string[];
  young: string[];
}

const phrases = z.array(z.string().min(1));
const kinds = z.partialRecord(z.enum(DANGER_KINDS), phrases);
const file = z.strictObject({
  sets: z.record(z.string(), z.string()),
  sure: kinds,
  topic: kinds,
  alone: phrases,
  asking: phrases,
  urgent: phrases,
  harmless: phrases,
  young: phrases,
});

/** The phrases of bot/data/danger.json. */
export function dangerWords(): DangerWords {
  const { sets, sure, topic, ...lists } = file.parse(
    JSON.parse(readFileSync(join(projectRoot, 'bot', 'data', 'danger.json'), 'utf8')),
  );
  const filled = (phrase: string): string => phrase.replace(/\{(\w+)\}/g, (_, name: string) => sets[name] ?? name);
  const byKind = (of: z.output<typeof kinds>) =>
    new Map(DANGER_KINDS.map((kind) => [kind, (of[kind] ?? []).map(filled)]));
  return { ...lists, sure: byKind(sure), topic: byKind(topic) };
}
