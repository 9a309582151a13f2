import type { Part } from '../../../../content/message.js';
import { groundApproval } from '../../../../scheduler/broadcast/ground.js';
import { endForm, moveForm } from '../../chatForm.js';
import { part } from '../../part.js';
import { notDone } from './act.js';
import { card } from './card.js';
import type { ManageForm } from './form.js';
import { askGroundAgain, missing } from './ground.js';
import { byOf, type ManageTalk, refusalOf } from './talk.js';

/** The answer as it was typed; then whatever else is not known. */
export async function fillGround(talk: ManageTalk, form: ManageForm, typed: string): Promise<Part[]> {
  const { db, chat, say } = talk;
  const id = form.data.broadcast ?? 0;
  const by = { updateId: talk.updateId, at: talk.at };
  const said = form.step === 'basis' ? { basis: typed } : { position: typed };
  const refused = await refusalOf(() => groundApproval(db, String(id), said, byOf(talk)));
  if (refused?.code === 'bad-ground') {
    await moveForm(db.pool, chat, form, { step: form.step ?? 'position', data: form.data }, by);
    return [part(refused.faults.map(({ what, mend }) => `${what}. ${mend}`)), askGroundAgain(talk, form)];
  }
  const next = refused === null ? await missing(talk, id) : null;
  if (next === null || next === form.step) {
    await endForm(db.pool, chat, form, by);
    return refused === null ? card(talk, id, [say.t('ground:did', { id })]) : notDone(talk, id, refused);
  }
  await moveForm(db.pool, chat, form, { step: next, data: form.data }, by);
  return [askGroundAgain(talk, { ...form, step: next })];
}
