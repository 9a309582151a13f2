import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { foldKey, nfc } from '../../base/text.js';

const file = z.strictObject({
  short: z.record(z.string(), z.string()),
  same: z.array(z.array(z.string().min(1)).min(1)),
});

/** A text as the search sees it. */
export interface Heard {
  /** Words as typed, lower case, short forms written out. */
  typed: string[];
  /** The same without diacritics. */
  folded: string[];
  /** Numbers of the meanings that were heard, each once. */
  meanings: number[];
}

/** How residents write: short forms written out, and what means the same recognised as the same. */
export interface Speech {
  /** @param mend a word without diacritics → the one that was meant by it */
  hear(text: string, mend?: (word: string) => string): Heard;
}

/** A sentence longer than this is no question; the rest of it is not looked at. */
const WORDS_MAX = 60;

/** Reads the words of a folder (words.yaml). They belong to the program, so a fault in them is one of ours. */
export async function loadSpeech(folder: string): Promise<Speech> {
  const { short, same } = file.parse(parse(await readFile(join(folder, 'words.yaml'), 'utf8')));
  return createSpeech(short, same);
}

function createSpeech(short: Record<string, string>, same: readonly (readonly string[])[]): Speech {
  const written = new Map(Object.entries(short).map(([form, full]) => [words(form).join(' '), words(full)]));
  /** Single words count as typed, several also without diacritics. By their first word, longest first. */
  const single = new Map<string, number[]>();
  const several = new Map<string, { rest: string[]; meaning: number }[]>();
  const add = <T>(map: Map<string, T[]>, key: string, value: T): void => {
    map.set(key, [...(map.get(key) ?? []), value]);
  };
  for (const [meaning, group] of same.entries()) {
    for (const said of group) {
      const [first = '', ...rest] = words(said);
      if (rest.length === 0) add(single, first, meaning);
      else add(several, fold(first), { rest: rest.map(fold), meaning });
    }
  }
  const hear = (text: string, mend: (word: string) => string = (word) => word): Heard => {
    const raw = words(text).slice(0, WORDS_MAX);
    const typed: string[] = [];
    for (let at = 0; at < raw.length; at += 1) {
      const word = raw[at] ?? '';
      const pair = written.get(`${word} ${raw[at + 1] ?? ''}`);
      if (pair !== undefined) {
        typed.push(...pair);
        at += 1;
      } else typed.push(...(written.get(word) ?? [word]));
    }
    const folded = typed.map((word) => mend(fold(word)));
    const meanings = new Set<number>();
    for (const [at, word] of folded.entries()) {
      for (const meaning of single.get(typed[at] ?? '') ?? []) meanings.add(meaning);
      for (const { rest, meaning } of several.get(word) ?? [])
        if (rest.every((next, i) => folded[at + 1 + i] === next)) meanings.add(meaning);
    }
    return { typed, folded, meanings: [...meanings] };
  };
  return { hear };
}

/** "ký" and "kí", "quản lý" and "quản lí" are one. */
const fold = (word: string): string => foldKey(word).replace(/(?<=[bcdghklmnprstvx])y$/, 'i');

/** Lower case, letters and digits only; a letter held down ("saoooo") counts once. */
function words(text: string): string[] {
  return (
    nfc(text)
      .toLowerCase()
      .replace(/(\p{L})\1{2,}/gu, '$1')
      // "13t" is an age.
      .replace(/(?<![\p{N}.,])(\d{1,2})t(?![\p{L}\p{M}\p{N}])/gu, '$1 tuổi')
      .split(/[^\p{L}\p{M}\p{N}]+/u)
      .filter((word) => word !== '')
  );
}
