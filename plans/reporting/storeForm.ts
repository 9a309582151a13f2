import { createHash } from 'node:crypto';
import { argumentFault, InputError } from '../../base/errors.js';
import type { Translate } from '../../content/i18n.js';
import { appendAudit } from '../../people/appendAudit.js';
import { inTransaction } from '../../people/inTransaction.js';
import { queryable, type Sql } from '../../people/queryable.js';
import { requireStaff } from '../../people/requireStaff.js';
import type { Database } from '../../prisma/database.js';
import type { By } from '../review/by.js';
import { type Form, formSchema } from './form.js';
import { readForm } from './readForm.js';

export interface StoredForm {
  id: number;
  key: string;
  definition: Form;
}

/**
 * Keeps a form. The same bytes are the same form; other bytes of the same key are its next version, and periods that are open keep
 * the one they were opened with. Throws InputError with a fault for each line that is wrong.
 */
export async function importForm(
  db: Database,
  bytes: Uint8Array,
  file: string,
  by: By & { name: string },
): Promise<{ id: string; key: string; indicators: number; sections: number; created: boolean }> {
  const form = readForm(bytes, file, by.say);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return inTransaction(db, async (client) => {
    await requireStaff(client, by.name, 'reports.edit', { locale: by.locale });
    const at = by.clock.now();
    const { rows } = await client.query<{ id: number; created: boolean }>(
      `insert into report_form (key, sha256, definition, created_by, created_at) values ($1, $2, $3, $4, $5)
       on conflict (key, sha256) do update set key = excluded.key returning id, xmax = 0 as created`,
      [form.key, sha256, JSON.stringify(form), by.name, at],
    );
    const { id = 0, created = false } = rows[0] ?? {};
    const detail = { key: form.key, sha256, indicators: form.indicators.length };
    if (created)
      await appendAudit(client, { at, actor: by.name, action: 'reports.form', subject: `form:${id}`, detail });
    return {
      id: String(id),
      key: form.key,
      indicators: form.indicators.length,
      sections: form.outline.length,
      created,
    };
  });
}

/** The form of that number, or the newest version of that key. Throws InputError where there is none. */
export async function findForm(on: Sql, text: string, say: Translate): Promise<StoredForm> {
  const { rows } = await queryable(on).query<{ id: number; key: string; definition: unknown }>(
    'select id, key, definition from report_form where key = $1 or id::text = $1 order by id desc limit 1',
    [text.trim()],
  );
  const [row] = rows;
  if (row !== undefined) return { ...row, definition: formSchema.parse(row.definition) };
  throw new InputError('unknown-form', [
    argumentFault(
      say('reporting:fault.unknownForm', { form: text.slice(0, 60) }),
      say('reporting:fault.unknownFormMend'),
    ),
  ]);
}
