import type { Part } from '../../../../content/message.js';
import { openForm } from '../../chatForm.js';
import { part } from '../../part.js';
import { manageButton } from './buttons.js';
import { findTheirs } from './card.js';
import type { ManageForm } from './form.js';
import type { ManageTalk } from './talk.js';

type GroundStep = 'position' | 'basis';

/**
 * After an approval: in which position, where the person has never said; and on which plan or letter it rests, where nobody has said so of this
 * campaign. Asked once; left unanswered the approval stands as it is.
 */
export async function askGround(talk: ManageTalk, id: number): Promise<Part[]> {
  const step = await missing(talk, id);
  if (step === null) return [];
  const { db, chat } = talk;
  const data = { broadcast: id };
  const by = { updateId: talk.updateId, at: talk.at };
  const no = await openForm(db.pool, chat, { kind: 'manage-ground', step, obligationId: null, data }, by);
  return [askGroundAgain(talk, { no, kind: 'manage-ground', step, data, lastUpdate: talk.updateId })];
}

export async function missing(talk: ManageTalk, id: number): Promise<GroundStep | null> {
  const found = await findTheirs(talk, id);
  if (!('createdBy' in found)) return null;
  if (found.approvedPosition === null) return 'position';
  return found.campaign !== null && found.approvedBasis === null ? 'basis' : null;
}

export function askGroundAgain({ say }: ManageTalk, form: ManageForm): Part {
  const { t } = say;
  const id = form.data.broadcast ?? 0;
  return part(
    [t(form.step === 'basis' ? 'ground:ask.basis' : 'ground:ask.position', { id })],
    [[{ label: t('ground:button.leave'), data: manageButton.form('leave', form.no) }]],
  );
}
