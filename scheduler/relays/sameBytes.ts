import { unzipSync, type Zippable, zipSync } from 'fflate';

/** Local on purpose: an entry's time is written as wall clock, so that this is the same bytes on machines of every zone. */
const LONG_AGO = new Date(1980, 0, 1);
/** When a document says it was made: what it says shall not depend on when that was. */
const MADE = /(<dcterms:(?:created|modified)[^>]*>)[^<]*/g;

/** A ZIP of these files, in the order of their names and without times: the same files give the same bytes. */
export function zipOf(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const entries: Zippable = Object.fromEntries(
    [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, bytes]) => [name, [bytes, { mtime: LONG_AGO }]]),
  );
  return zipSync(entries, { level: 6 });
}

/** The same .docx without the moment at which it was made. */
export function withoutTimes(docx: Uint8Array, on: string): Uint8Array {
  const files = new Map(Object.entries(unzipSync(docx)));
  const core = files.get('docProps/core.xml');
  if (core !== undefined) {
    const text = new TextDecoder().decode(core).replace(MADE, `$1${on}T00:00:00.000Z`);
    files.set('docProps/core.xml', new TextEncoder().encode(text));
  }
  return zipOf(files);
}
