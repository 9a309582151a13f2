import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../base/root.js';
import { foldKey } from '../base/text.js';

/** A place as it is remembered. Provinces stand at the top, communes below them, schools and workplaces below those. */
export interface Place {
  code: string;
  parent: string | null;
  /** With the type word: "Phường Hàm Rồng". */
  name: string;
  /** Without it: "Hàm Rồng". */
  shortName: string;
  /** The type word in lower case: tỉnh, thành phố, phường, xã, đặc khu. */
  kind: string;
  /** What people's spellings of the short name are compared by. */
  foldKey: string;
  /** Every code from the top, each followed by "/": `38/14758/`. */
  path: string;
}

/** Type words of the two levels of government, with the short forms that people write. */
export const TYPE_WORDS: Readonly<Record<string, readonly string[]>> = {
  tỉnh: ['tỉnh', 't.'],
  'thành phố': ['thành phố', 'tp.', 'tp'],
  phường: ['phường', 'p.'],
  xã: ['xã', 'x.'],
  'đặc khu': ['đặc khu', 'đk.'],
};

/** Letters, digits, dot and hyphen: a code can stand in a path, a pattern and a rule without being quoted. */
export const PLACE_CODE = /^[A-Za-z0-9][A-Za-z0-9.-]{0,31}$/;

const names = z.record(z.string().regex(PLACE_CODE), z.string());
const placesFile = z.object({
  provinces: z.record(
    z.string().regex(PLACE_CODE),
    z.object({ name: z.string(), formerly: z.array(z.string()), communes: names }),
  ),
});

interface Bundle {
  places: readonly Place[];
  /** Folded names of provinces as they were before July 2025 → code of the province they are part of now. */
  formerly: ReadonlyMap<string, string>;
}

let bundle: Bundle | undefined;

/** The provinces and communes that come with Loa (people/data/places.json). The file is read once, with the first call. */
export function bundledPlaces(): Bundle {
  bundle ??= readBundle(join(projectRoot, 'people', 'data', 'places.json'));
  return bundle;
}

function readBundle(file: string): Bundle {
  const { provinces } = placesFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  const places: Place[] = [];
  const formerly = new Map<string, string>();
  for (const [code, province] of Object.entries(provinces)) {
    places.push(makePlace(code, null, province.name));
    for (const former of province.formerly) formerly.set(foldKey(former), code);
    for (const [commune, name] of Object.entries(province.communes)) places.push(makePlace(commune, code, name));
  }
  places.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { places, formerly };
}

function makePlace(code: string, parent: string | null, name: string): Place {
  const kind = Object.keys(TYPE_WORDS).find((word) => name.toLowerCase().startsWith(`${word} `));
  if (kind === undefined) throw new Error(`${code} ${name}: a place begins with its type word`);
  const shortName = name.slice(kind.length + 1);
  return {
    code,
    parent,
    name,
    shortName,
    kind,
    foldKey: foldKey(shortName),
    path: `${parent === null ? '' : `${parent}/`}${code}/`,
  };
}
