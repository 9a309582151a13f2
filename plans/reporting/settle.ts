import { argumentFault, InputError } from '../../base/errors.js';
import { vietnamDay } from '../../base/vietnamDay.js';
import { appendAudit } from '../../people/appendAudit.js';
import type { Database } from '../../prisma/database.js';
import { changeObligation } from '../obligations/acting.js';
import { confirmReports } from '../obligations/confirmReports.js';
import { addEvent } from '../obligations/events.js';
import { textOf } from '../obligations/reportDone.js';
import { staffActing } from '../obligations/staffActing.js';
import type { By } from '../review/by.js';
import { type Body, type Period, readBodiesOf, requireBody } from './period.js';

/**
 * The standing agency has received the reports of these bodies, or with `all` every one that waits. Who has sent nothing stays as they are,
 * and is named. Throws InputError where the member of staff may not.
 */
export async function acceptReports(
  db: Database,
  period: Period,
  which: readonly number[] | 'all',
  by: By & { name: string },
): Promise<{ accepted: string[]; already: string[]; notSent: string[] }> {
  const bodies = await readBodiesOf(db, period.id);
  const chosen =
    which === 'all' ? bodies.filter(({ state }) => state === 'sent') : bodies.filter(({ id }) => which.includes(id));
  const done = await confirmReports(db, {
    ids: chosen.map((one) => one.obligationId),
    staff: by.name,
    at: by.clock.now(),
    locale: by.locale,
  });
  if (done.kind === 'not-allowed') throw new InputError('not-allowed', done.faults);
  if (done.outside.length > 0) throw outside(by);
  const names = (ids: readonly number[]): string[] =>
    chosen.filter((one) => ids.includes(one.obligationId)).map(({ name }) => name);
  return {
    accepted: names(done.confirmed.map(({ id }) => id)),
    already: names(done.already),
    notSent: names(done.notReported),
  };
}

/**
 * Trả lại bổ sung: the report is open again with its deadline as it was, what is missing is said, and what was filed stays in the history. One that
 * was confirmed already may be sent back too: there is no other way to a correction. Throws InputError.
 */
export async function returnReport(
  db: Database,
  period: Period,
  agencyId: number,
  missing: string,
  by: By & { name: string },
): Promise<Body> {
  const body = await requireBody(db, period, agencyId, by.say);
  const reason = textOf(missing);
  if (reason === null) throw refusal(by, 'noReason', 'no-reason');
  const at = by.clock.now();
  const act = { staff: by.name, at, locale: by.locale };
  const done = await staffActing(db, act, [body.obligationId], async (client, { staff, obligations: [held] }) => {
    if (held === undefined) return { kind: 'outside' } as const;
    if (held.state !== 'reported' && held.state !== 'confirmed') return { kind: 'not-sent' } as const;
    await addEvent(client, {
      obligationId: held.id,
      at,
      kind: 'sent-back',
      onDay: vietnamDay(at),
      staff,
      data: { missing: reason },
    });
    await changeObligation(client, held.id, { ...held, state: 'open', doneOn: null });
    const detail = { agency: agencyId, confirmed: held.state === 'confirmed' };
    await appendAudit(client, { at, actor: staff, action: 'reports.return', subject: `period:${period.id}`, detail });
    return { kind: 'done' } as const;
  });
  if (done.kind === 'not-allowed') throw new InputError('not-allowed', done.faults);
  if (done.kind === 'outside') throw outside(by);
  if (done.kind === 'not-sent') throw refusal(by, 'notSent', 'not-sent');
  return requireBody(db, period, agencyId, by.say);
}

function refusal(by: By, why: 'noReason' | 'notSent', code: string): InputError {
  return new InputError(code, [argumentFault(by.say(`reporting:fault.${why}`), by.say(`reporting:fault.${why}Mend`))]);
}

function outside(by: By): InputError {
  return new InputError('outside-place', [
    argumentFault(by.say('reporting:fault.outside'), by.say('reporting:fault.outsideMend')),
  ]);
}
