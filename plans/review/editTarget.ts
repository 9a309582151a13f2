import { argumentFault, InputError } from '../../base/errors.js';
import type { Database } from '../../prisma/database.js';
import { answerContext } from './answer.js';
import type { By } from './by.js';
import { editing } from './editing.js';
import { parseAgencies } from './parseAnswer.js';

export interface TargetEdit {
  /** An agency by name or id; an empty text takes the owner away. */
  owner?: string;
  /** `PERIOD=NUMBER`, e.g. "2026=72,5", "2026-Q3=61", "2026-H1=40", "2026-09=58"; without a number the value is taken back. */
  values?: readonly string[];
}

const PERIOD = /^(?:19|20)\d{2}(?:-(?:Q[1-4]|H[12]|0[1-9]|1[0-2]))?$/;

/** Says who answers for a target and what it stood at. All that is asked for, or nothing. Throws InputError. */
export async function editTarget(
  db: Database,
  planId: string,
  targetNo: string,
  edit: TargetEdit,
  by: By,
): Promise<void> {
  const values = (edit.values ?? []).map((text) => parseValue(text, by));
  await editing(db, planId, by, 'plan.edit', async (client, plan) => {
    const { rows } = await client.query<{ id: number; no: number }>(
      'select id, no from plan_target where plan_id = $1',
      [plan.id],
    );
    const target = rows.find(({ no }) => String(no) === targetNo.trim());
    if (target === undefined)
      throw fault(
        'unknown-target',
        by.say('review:fault.unknownTarget', { no: targetNo.slice(0, 40) }),
        by.say('review:fault.unknownTargetMend', { last: rows.length }),
      );
    if (edit.owner !== undefined) {
      const owners = parseAgencies(edit.owner, await answerContext(client, plan, by));
      if (owners.length > 1)
        throw fault('one-owner', by.say('review:fault.oneOwner'), by.say('review:fault.oneOwnerMend'));
      await client.query('update plan_target set owner_id = $2 where id = $1', [target.id, owners[0]?.id ?? null]);
    }
    for (const { period, value } of values) {
      if (value === null)
        await client.query('delete from target_value where target_id = $1 and period = $2', [target.id, period]);
      else
        await client.query(
          `insert into target_value (target_id, period, value, set_by, set_at) values ($1, $2, $3, $4, $5)
           on conflict (target_id, period) do update set value = excluded.value, set_by = excluded.set_by, set_at = excluded.set_at`,
          [target.id, period, value, by.name ?? 'operator', by.clock.now()],
        );
    }
    return { result: undefined, detail: { target: target.no, owner: edit.owner !== undefined, values: values.length } };
  });
}

/** A number as it is written in Vietnam (1.234,5) or on machines (1234.5). */
function parseValue(text: string, by: By): { period: string; value: number | null } {
  const [, period = '', number = ''] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*%?\s*$/.exec(text) ?? [];
  const plain = /^-?\d{1,3}(?:\.\d{3})+(?:,\d+)?$/.test(number) ? number.replaceAll('.', '') : number;
  const value = plain.replace(',', '.');
  if (PERIOD.test(period) && (value === '' || /^-?\d+(?:\.\d+)?$/.test(value)))
    return { period, value: value === '' ? null : Number(value) };
  throw fault(
    'bad-value',
    by.say('review:fault.badValue', { text: text.slice(0, 40) }),
    by.say('review:fault.badValueMend'),
  );
}

const fault = (code: string, what: string, mend: string): InputError =>
  new InputError(code, [argumentFault(what, mend)]);
