import type { Part } from '../../../../content/message.js';
import { endForm } from '../../chatForm.js';
import { isCancelWord } from '../../official/words.js';
import { act, approve, askStart } from './act.js';
import type { ManagePressed } from './buttons.js';
import { card } from './card.js';
import { fillGround } from './fillGround.js';
import type { ManageForm, ManageStep } from './form.js';
import { askGroundAgain } from './ground.js';
import { home, list } from './lists.js';
import { told } from './say.js';
import { askReason, beginSendBack, fillReason } from './sendBack.js';
import type { ManageTalk } from './talk.js';
import { weekAhead } from './week.js';
import type { ManageWish } from './words.js';
import { askWriting, beginWriting, choosePlace, fillWriting, reword, setTime, submit } from './write.js';

/** More than any channel takes in one message. */
const MOST_CHARS = 8_000;

/** What a pressed button or typed words of staff come to: seen at any time, decided by whoever may, at this moment. */
export async function manage(talk: ManageTalk, wanted: ManagePressed | ManageWish): Promise<Part[]> {
  switch (wanted.do) {
    case 'home':
      return [await home(talk)];
    case 'week':
      return [await weekAhead(talk)];
    case 'list':
      return [await list(talk, wanted.which, 'page' in wanted ? wanted.page : 1)];
    case 'card':
      return card(talk, wanted.id);
    case 'pause':
    case 'resume':
      return act(talk, wanted.do, wanted.id);
    case 'start':
      return askStart(talk, wanted.id);
    case 'start-sure':
      return act(talk, 'start', wanted.id);
    case 'approve':
      return approve(talk, wanted.id, wanted.seen);
    case 'send-back':
      return beginSendBack(talk, wanted.id);
    case 'write':
      return beginWriting(talk, 'replaces' in wanted ? wanted.replaces : null);
    default:
      return answerForm(talk, wanted);
  }
}

/** An answer by a button. One of a form that is over, or of another step, changes nothing and says so. */
function answerForm(talk: ManageTalk, pressed: Extract<ManagePressed, { form: number }>): Promise<Part[]> {
  const form = openOf(talk.form);
  if (form === null || form.no !== pressed.form) return Promise.resolve([over(talk)]);
  switch (pressed.do) {
    case 'leave':
      return leave(talk, form);
    case 'now':
      return form.step === 'time' || form.step === 'check' ? setTime(talk, form, 'now') : askAgain(talk, form);
    case 'reword':
      return form.step === 'time' || form.step === 'check' ? reword(talk, form) : askAgain(talk, form);
    case 'submit':
      return form.step === 'check' ? submit(talk, form) : askAgain(talk, form);
    case 'place':
      return form.step === 'place' ? choosePlace(talk, form, pressed.code) : askAgain(talk, form);
  }
}

/** Typed words while a question of ours is open. */
export async function fillManage(
  talk: ManageTalk,
  form: ManageForm & { step: ManageStep },
  typed: string,
): Promise<Part[]> {
  const { t } = talk.say;
  if (isCancelWord(typed)) return leave(talk, form);
  if (typed.length > MOST_CHARS) return [told(talk.say, [t('answers:ask.tooLong', { limit: MOST_CHARS })])];
  if (form.kind === 'manage-ground') return fillGround(talk, form, typed);
  return form.kind === 'manage-send-back' ? fillReason(talk, form, typed) : fillWriting(talk, form, typed);
}

/** What is asked now; of a form that the same update has just ended, that it is done. */
export function askAgain(talk: ManageTalk, form: ManageForm): Promise<Part[]> {
  const open = openOf(form);
  if (open === null) return Promise.resolve([told(talk.say, [talk.say.t('manage:did.recorded')])]);
  if (open.kind === 'manage-ground') return Promise.resolve([askGroundAgain(talk, open)]);
  return open.kind === 'manage-send-back' ? Promise.resolve([askReason(talk, open)]) : askWriting(talk, open);
}

async function leave(talk: ManageTalk, form: ManageForm): Promise<Part[]> {
  await endForm(talk.db.pool, talk.chat, form, { updateId: talk.updateId, at: talk.at });
  return [await home(talk, [talk.say.t('standing:did.left')])];
}

const over = ({ say }: ManageTalk): Part => told(say, [say.t('answers:no.oldForm')]);

export function openOf(form: ManageForm | null): (ManageForm & { step: ManageStep }) | null {
  return form === null || form.step === null ? null : { ...form, step: form.step };
}
