import type { InputError } from '../../../../base/errors.js';
import type { Part } from '../../../../content/message.js';
import {
  approveBroadcast,
  pauseBroadcast,
  resumeBroadcast,
  startBroadcast,
} from '../../../../scheduler/broadcast/verbs.js';
import { part } from '../../part.js';
import { manageButton } from './buttons.js';
import { card, findTheirs } from './card.js';
import { askGround } from './ground.js';
import { homeButton, sayMoment, told } from './say.js';
import { byOf, type ManageTalk, refusalOf } from './talk.js';

const VERBS = { pause: pauseBroadcast, resume: resumeBroadcast, start: startBroadcast } as const;

/** Pauses, goes on or starts; the card then says how it stands. What was so already, or can no longer be, changes nothing and says what it is now. */
export async function act(talk: ManageTalk, verb: keyof typeof VERBS, id: number): Promise<Part[]> {
  const refused = await refusalOf(() => VERBS[verb](talk.db, String(id), byOf(talk)));
  return refused === null ? card(talk, id, [talk.say.t(`manage:did.${verb}`, { id })]) : notDone(talk, id, refused);
}

/** Starting is what cannot be undone: asked once more. */
export async function askStart(talk: ManageTalk, id: number): Promise<Part[]> {
  const { say } = talk;
  const found = await findTheirs(talk, id);
  if (!('createdBy' in found)) return [found];
  if (found.state !== 'approved' || found.at !== null) return card(talk, id, [stateOf(talk, found.state)]);
  const shown = await card(talk, id);
  const sure = part(
    [say.t('manage:ask.start', { id })],
    [[{ label: say.t('manage:button.startSure'), data: manageButton.one('start-sure', id) }], [homeButton(say)]],
  );
  return [...shown.map((one) => ({ ...one, buttons: [] })), sure];
}

/** Approves exactly what stood on the screen. */
export async function approve(talk: ManageTalk, id: number, seen: string): Promise<Part[]> {
  const { say, db, staff, at } = talk;
  const { t } = say;
  const refused = await refusalOf(() => approveBroadcast(db, String(id), byOf(talk), seen));
  const found = await findTheirs(talk, id);
  if (!('createdBy' in found)) return [found];
  if (refused === null) {
    const when =
      found.at === null
        ? t('manage:did.approvedStart')
        : found.at > at
          ? t('manage:did.approvedAt', { when: sayMoment(say, found.at) })
          : found.ifLate === 'send'
            ? t('manage:did.approvedNow')
            : t('manage:did.approvedLate');
    const shown = await card(talk, id, [t('manage:did.approved', { id }), when]);
    return [...shown, ...(await askGround(talk, id))];
  }
  const wasThis = found.approvedBy === staff.name && (found.approvedHash ?? '').startsWith(seen);
  if (refused.code === 'wrong-state' && wasThis) return card(talk, id, [t('manage:did.approvedBefore', { id })]);
  return notDone(talk, id, refused);
}

/** Why a verb did nothing, and the broadcast as it is now, as far as it is theirs to see. */
export async function notDone(talk: ManageTalk, id: number, refused: InputError): Promise<Part[]> {
  const { say } = talk;
  const { t } = say;
  const found = await findTheirs(talk, id);
  if (!('createdBy' in found)) return [found];
  if (refused.code === 'wrong-state') return card(talk, id, [stateOf(talk, found.state)]);
  const why = refused.faults.map(({ what, mend }) => `${what}. ${mend}`);
  if (RIGHTS.includes(refused.code)) return [told(say, [...why, t('standing:no.change')])];
  return card(talk, id, [...why, t('standing:no.change')]);
}

const RIGHTS: readonly string[] = ['unknown-staff', 'disabled-staff', 'wrong-role', 'outside-place'];

/** What a button finds that was shown before things went on. */
export function stateOf(
  { say: { t } }: ManageTalk,
  state: 'draft' | 'approved' | 'running' | 'paused' | 'held' | 'finished' | 'cancelled',
): string {
  return t('manage:no.state', { state: t(`scheduler:state.${state}`) });
}
