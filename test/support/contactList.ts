import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Fault, formatFault } from '../../base/errors.js';
import { type ImportOptions, type ImportResult, importContacts } from '../../people/import/importContacts.js';
import type { Database } from '../../prisma/database.js';

export const LIST_HEADER = 'channel,external_id,place,groups,locale,name';

/** Imports a list given as text, under the name `list.csv`, and checks that every row is accounted for. */
export async function importText(
  db: Database,
  secret: string,
  content: string | Uint8Array,
  more: Partial<ImportOptions> = {},
): Promise<Omit<ImportResult, 'faults'> & { faults: string[]; notes: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'loa-import-'));
  const file = join(folder, 'list.csv');
  const faults: string[] = [];
  const notes: string[] = [];
  const keep = (list: string[]) => (fault: Fault) => void list.push(formatFault(fault));
  try {
    writeFileSync(file, content);
    const tell = { onFault: keep(faults), onRepeated: keep(notes) };
    const result = await importContacts({ db, secret, file, fileName: 'list.csv', locale: 'en', ...tell, ...more });
    expect(result.created + result.updated + result.unchanged + result.repeated + result.bad).toBe(result.rows);
    return { ...result, faults, notes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
