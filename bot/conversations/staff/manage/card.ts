import type { Button, Part } from '../../../../content/message.js';
import { mayDo } from '../../../../people/permissions.js';
import type { Broadcast } from '../../../../prisma/generated/client.js';
import { concerns } from '../../../../scheduler/broadcast/bounds.js';
import { isPersonal } from '../../../../scheduler/broadcast/personal.js';
import { broadcastStatus } from '../../../../scheduler/broadcast/status.js';
import { part } from '../../part.js';
import { manageButton } from './buttons.js';
import { howFar, nameOf } from './lists.js';
import { placeOfQuick, readWords } from './read.js';
import { review } from './review.js';
import { homeButton, sayMoment, sayWhom, told } from './say.js';
import { byOf, type ManageTalk } from './talk.js';

/** A broadcast of their place, or the answer to who asked for one that is none or not theirs. */
export async function findTheirs(talk: ManageTalk, id: number): Promise<Broadcast | Part> {
  const { db, say, places, staff } = talk;
  const found = await db.prisma.broadcast.findUnique({ where: { id } });
  if (found === null) return told(say, [say.t('manage:no.unknown', { id })]);
  return concerns(places, found, staff.place) ? found : told(say, [say.t('manage:no.outside', { id })]);
}

/**
 * A broadcast as it stands now, after `lead`, with what can be done about it by whoever asks. A draft that waits is shown word
 * for word, since nobody approves what they have not read.
 */
export async function card(talk: ManageTalk, id: number, lead: readonly string[] = []): Promise<Part[]> {
  const found = await findTheirs(talk, id);
  if (!('createdBy' in found)) return [found];
  if (found.state === 'draft' && found.sentBackAt === null && !isPersonal(found.audience))
    return review(talk, found, lead);
  return [await standing(talk, found, lead)];
}

async function standing(talk: ManageTalk, found: Broadcast, lead: readonly string[]): Promise<Part> {
  const { say, db } = talk;
  const { t } = say;
  const { id } = found;
  const words = await readWords(talk, [id]);
  const status = await broadcastStatus(db, String(id), { ...byOf(talk), ratePerSecond: talk.ratePerSecond });
  const back = found.sentBackAt;
  const lines = [
    ...(lead.length > 0 ? [...lead, ''] : []),
    nameOf(talk, found, words.get(id)),
    ...(isPersonal(found.audience) ? [] : [t('manage:card.whom', { whom: sayWhom(talk, found) })]),
    ...(back === null || found.state !== 'draft' ? howFar(talk, status) : []),
    ...(back === null
      ? []
      : [t('manage:sentBack', { name: found.sentBackBy ?? '', reason: found.sentBackReason ?? '' })]),
    ...(found.at === null ? [] : [t('manage:at', { when: sayMoment(say, found.at) })]),
    ...(found.until === null ? [] : [t('manage:card.until', { when: sayMoment(say, found.until) })]),
    t('manage:writtenBy', { name: found.createdBy }),
    ...(found.approvedBy === null
      ? []
      : [t('manage:card.approvedBy', { name: [found.approvedBy, found.approvedPosition ?? []].flat().join(', ') })]),
    ...(found.approvedBasis === null ? [] : [t('ground:basis', { basis: found.approvedBasis })]),
  ];
  return part(lines, [...buttonsOf(talk, found).map((one) => [one]), [homeButton(say)]]);
}

function buttonsOf(talk: ManageTalk, found: Broadcast): Button[] {
  const {
    staff,
    say: { t },
  } = talk;
  const { id, state, heldReason } = found;
  const one = (verb: 'pause' | 'resume' | 'start' | 'send-back', label: string): Button[] =>
    mayDo(staff.role, `broadcast.${verb}`) ? [{ label, data: manageButton.one(verb, id) }] : [];
  switch (state) {
    case 'running':
      return one('pause', t('manage:button.pause'));
    case 'approved':
      return [
        ...(found.at === null ? one('start', t('manage:button.start')) : []),
        ...one('pause', t('manage:button.pause')),
        ...one('send-back', t('manage:button.sendBack')),
      ];
    case 'paused':
    case 'held':
      // What a restored database or a long silence holds, an admin at the machine vouches for.
      return heldReason === 'gap' || heldReason === 'moved' ? [] : one('resume', t('manage:button.resume'));
    case 'draft':
      return found.createdBy === staff.name &&
        placeOfQuick(talk, found) !== null &&
        mayDo(staff.role, 'broadcast.create')
        ? [{ label: t('manage:button.rewrite'), data: manageButton.write(id) }]
        : [];
    default:
      return [];
  }
}
