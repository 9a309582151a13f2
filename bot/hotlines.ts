import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../base/root.js';

const number = z.object({ number: z.string(), source: z.string() });
const file = z.object({
  checkedOn: z.iso.date(),
  numbers: z.object({ police: number, medical: number, children: number, drugPolice: number }),
});

/** Placeholders of the catalogue's sentences that name telephone numbers. */
export type Hotlines = Record<'police' | 'medical' | 'children' | 'drugPolice', string>;

let known: Hotlines | undefined;

/** National numbers that residents are given: data with source and day of the check, in bot/data/hotlines.json. Read once. */
export function hotlines(): Hotlines {
  if (known === undefined) {
    const { police, medical, children, drugPolice } = file.parse(
      JSON.parse(readFileSync(join(projectRoot, 'bot', 'data', 'hotlines.json'), 'utf8')),
    ).numbers;
    known = {
      police: police.number,
      medical: medical.number,
      children: children.number,
      drugPolice: drugPolice.number,
    };
  }
  return known;
}
