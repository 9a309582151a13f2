import type { Part } from '../../../../content/message.js';
import { mayDo } from '../../../../people/permissions.js';
import { sendBackBroadcast } from '../../../../scheduler/broadcast/verbs.js';
import { endForm, moveForm, openForm } from '../../chatForm.js';
import { part } from '../../part.js';
import { notDone, stateOf } from './act.js';
import { manageButton } from './buttons.js';
import { card, findTheirs } from './card.js';
import type { ManageForm } from './form.js';
import { told } from './say.js';
import { byOf, type ManageTalk, refusalOf } from './talk.js';

/** Asks why a broadcast goes back to who wrote it, where it still can. */
export async function beginSendBack(talk: ManageTalk, id: number): Promise<Part[]> {
  const { say, db, chat, staff } = talk;
  const found = await findTheirs(talk, id);
  if (!('createdBy' in found)) return [found];
  if (!mayDo(staff.role, 'broadcast.send-back')) return [told(say, [say.t('manage:no.sendBack')])];
  const isOpen = found.startedAt === null && (found.state === 'draft' || found.state === 'approved');
  if (!isOpen) return card(talk, id, [stateOf(talk, found.state)]);
  if (found.sentBackAt !== null) return card(talk, id, [say.t('manage:no.sentBackBefore')]);
  const by = { updateId: talk.updateId, at: talk.at };
  const data = { broadcast: id };
  const no = await openForm(db.pool, chat, { kind: 'manage-send-back', step: 'reason', obligationId: null, data }, by);
  return [askReason(talk, { no, kind: 'manage-send-back', step: 'reason', data, lastUpdate: talk.updateId })];
}

export function askReason({ say }: ManageTalk, form: ManageForm, lead: readonly string[] = []): Part {
  const { t } = say;
  return part(
    [...lead, ...(lead.length > 0 ? [''] : []), t('manage:ask.reason', { id: form.data.broadcast ?? 0 })],
    [[{ label: t('answers:button.cancel'), data: manageButton.form('leave', form.no) }]],
  );
}

/** The reason, as it was typed: kept with the broadcast, where its author reads it. */
export async function fillReason(talk: ManageTalk, form: ManageForm, typed: string): Promise<Part[]> {
  const { say, db, chat } = talk;
  const id = form.data.broadcast ?? 0;
  const by = { updateId: talk.updateId, at: talk.at };
  const refused = await refusalOf(() => sendBackBroadcast(db, String(id), typed, byOf(talk)));
  if (refused?.code === 'bad-reason') {
    await moveForm(db.pool, chat, form, { step: 'reason', data: form.data }, by);
    return [
      askReason(
        talk,
        form,
        refused.faults.map(({ what, mend }) => `${what}. ${mend}`),
      ),
    ];
  }
  await endForm(db.pool, chat, form, by);
  if (refused?.code === 'sent-back') return card(talk, id, [say.t('manage:no.sentBackBefore')]);
  return refused === null ? card(talk, id, [say.t('manage:did.sentBack', { id })]) : notDone(talk, id, refused);
}
