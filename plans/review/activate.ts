import { argumentFault, type Fault, InputError } from '../../base/errors.js';
import { appendAudit } from '../../people/appendAudit.js';
import { inTransaction } from '../../people/inTransaction.js';
import type { Database } from '../../prisma/database.js';
import { refreshObligations } from '../obligations/refreshObligations.js';
import type { By } from './by.js';
import { requirePlanStaff } from './editing.js';
import { parsePlanId } from './planId.js';
import { refreshQuestions } from './refresh.js';
import { sayQuestion } from './say.js';
import { readPlanRow, readQuestions, type StoredQuestion } from './stored.js';

/**
 * Makes a reviewed plan live, and the versions before it replaced, in one transaction. Refused with one fault for each question that is
 * still open. A plan that is live stays as it is; saying it again changes nothing.
 */
export async function activatePlan(
  db: Database,
  planId: string,
  by: By & { name: string },
): Promise<{ id: string; state: 'active'; changed: boolean }> {
  const id = await parsePlanId(db, planId, by.say);
  return inTransaction(db, async (client) => {
    const plan = await readPlanRow(client, id, true);
    if (plan === null) throw new Error(`plan ${id} is gone`);
    await requirePlanStaff(client, plan, by, 'plan.activate');
    if (plan.state === 'active') return { id: String(id), state: 'active', changed: false };
    if (plan.state === 'replaced')
      throw new InputError('plan-replaced', [
        argumentFault(by.say('review:fault.replaced', { id }), by.say('review:fault.replacedMend')),
      ]);
    await refreshQuestions(client, id);
    const open = (await readQuestions(client, id)).filter((question) => question.answer === null);
    if (open.length > 0)
      throw new InputError(
        'plan-open-questions',
        open.map((question) => openFault(id, question, by)),
      );
    const at = by.clock.now();
    await client.query(`update plan set state = 'active', activated_by = $2, activated_at = $3 where id = $1`, [
      id,
      by.name,
      at,
    ]);
    await client.query(REPLACE_EARLIER, [id]);
    await refreshObligations(client, { planId: id, clock: by.clock });
    await appendAudit(client, {
      at,
      actor: by.name,
      action: 'plan.activate',
      subject: `plan:${id}`,
      detail: { sha256: plan.sha256, replaces: plan.replacesId },
    });
    return { id: String(id), state: 'active', changed: true };
  });
}

/** All versions that this one goes back to, however many lie between; never this one itself. */
const REPLACE_EARLIER = `
  with recursive earlier as (
    select replaces_id as id from plan where id = $1
    union
    select p.replaces_id from plan p join earlier on earlier.id = p.id
  )
  update plan set state = 'replaced' where id in (select id from earlier) and id <> $1`;

function openFault(id: number, question: StoredQuestion, by: By): Fault {
  const what = by.say('review:fault.open', { no: question.no, question: sayQuestion(question, by.say) });
  return argumentFault(what, by.say('review:fault.openMend', { id, no: question.no }));
}
