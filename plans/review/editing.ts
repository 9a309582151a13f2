import { argumentFault, InputError } from '../../base/errors.js';
import { appendAudit } from '../../people/appendAudit.js';
import type { AuditEntry } from '../../people/audit.js';
import { inTransaction } from '../../people/inTransaction.js';
import type { Queryable } from '../../people/queryable.js';
import { requireStaff } from '../../people/requireStaff.js';
import type { Database } from '../../prisma/database.js';
import { refreshObligations } from '../obligations/refreshObligations.js';
import type { By } from './by.js';
import { parsePlanId } from './planId.js';
import { readPlanRow, type StoredPlan } from './stored.js';

/**
 * One change to a plan: in one transaction that holds the plan's row, so that two clerks change it one after the other, with its
 * entry in the audit chain, which says so where the plan is live already. A plan that another version has replaced is
 * changed no more. Throws InputError.
 */
export async function editing<T>(
  db: Database,
  planId: string,
  by: By,
  action: 'plan.answer' | 'plan.accept' | 'plan.edit' | 'plan.follow-up',
  work: (client: Queryable, plan: StoredPlan) => Promise<{ result: T; detail: AuditEntry['detail'] }>,
): Promise<T> {
  const id = await parsePlanId(db, planId, by.say);
  return inTransaction(db, async (client) => {
    const plan = await readPlanRow(client, id, true);
    if (plan === null) throw new Error(`plan ${id} is gone`);
    await requirePlanStaff(client, plan, by, 'plan.edit');
    if (plan.state === 'replaced')
      throw new InputError('plan-replaced', [
        argumentFault(by.say('review:fault.replaced', { id }), by.say('review:fault.replacedMend')),
      ]);
    const { result, detail } = await work(client, plan);
    if (plan.state === 'active') await refreshObligations(client, { planId: id, clock: by.clock });
    const entry = {
      actor: by.name ?? 'operator',
      action,
      subject: `plan:${id}`,
      detail: { ...detail, live: plan.state === 'active' },
    };
    await appendAudit(client, { at: by.clock.now(), ...entry });
    return result;
  });
}

/** Where somebody is named they must be allowed to, in the plan's place. The machine's shell may without a name. */
export async function requirePlanStaff(
  client: Queryable,
  plan: StoredPlan,
  by: By,
  verb: 'plan.edit' | 'plan.activate',
): Promise<void> {
  if (by.name !== null)
    await requireStaff(
      client,
      by.name,
      verb,
      plan.place === null ? { locale: by.locale } : { place: plan.place, locale: by.locale },
    );
}
