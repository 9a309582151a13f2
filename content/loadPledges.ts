import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectRoot } from '../base/root.js';
import { nfc } from '../base/text.js';
import { inLanguages } from './inLanguages.js';

const words = z.string().trim().min(1).transform(nfc);
const pledge = z.strictObject({
  /** Grows with every change of the text. */
  version: z.number().int().positive(),
  text: inLanguages(words),
  /** How many people it may be for; null for a person's own. */
  people: z
    .strictObject({ least: z.number().int().positive(), most: z.number().int().positive() })
    .nullish()
    .transform((bounds) => bounds ?? null),
});
const file = z.strictObject({ person: pledge, family: pledge, class: pledge, business: pledge });

export type PledgeTexts = z.infer<typeof file>;

const pledgesFile = join(projectRoot, 'content', 'pledges.yaml');

let opened: PledgeTexts | undefined;

/** The pledges that can be given now, by kind. Read once; a broken file is a fault of the program's own and throws. */
export function loadPledges(): PledgeTexts {
  opened ??= file.parse(parse(readFileSync(pledgesFile, 'utf8')));
  return opened;
}
