import { vietnamDay } from '../../../base/vietnamDay.js';
import type { Part } from '../../../content/message.js';
import type { PlaceFinder } from '../../../people/findPlace.js';
import { inTransaction } from '../../../people/inTransaction.js';
import { staffOfChat } from '../../../people/staffChat/staffOfChat.js';
import { unlinkStaffChat } from '../../../people/staffChat/unlinkChat.js';
import type { Database } from '../../../prisma/database.js';
import type { Incoming } from '../../incoming.js';
import { dropForm } from '../chatForm.js';
import { localeOf } from '../localeOf.js';
import { isCancelWord } from '../official/words.js';
import { part } from '../part.js';
import { BUTTONS } from '../resident/buttons.js';
import { awake, type Turn } from '../resident/decide.js';
import type { Person } from '../resident/person.js';
import { isHelpWord, isStopWord } from '../resident/words.js';
import { button, type Pressed, readButton } from './buttons.js';
import { card, receive } from './decide.js';
import { ask, begin, fill, leave } from './fill.js';
import { readStaffForm } from './form.js';
import { manageButton, readManageButton } from './manage/buttons.js';
import { readManageForm } from './manage/form.js';
import type { ManageTalk } from './manage/talk.js';
import { askAgain, fillManage, manage, openOf } from './manage/turn.js';
import { readManageWish } from './manage/words.js';
import { StaffSay } from './say.js';
import { actOf, mayDecide, type StaffTalk } from './talk.js';
import { readWaiting } from './waiting.js';
import { readWish } from './words.js';

export interface StaffDeps {
  database: Database;
  places: PlaceFinder;
  /** The configured pace of messages, for forecasts. */
  ratePerSecond?: number;
  /** Whether somebody of the agency is answering in this chat by hand just now. */
  isLeftToStaff: () => Promise<boolean>;
}

/**
 * The conversation with the standing agency's staff, or null where the update belongs to the official's or the resident's. Staff's buttons bear their own
 * sign; of typed words only what is said to staff is theirs, and the answer to a question that is open. A stop is never an answer.
 * Whoever presses a button of staff's and is none gets an answer and changes nothing.
 */
export async function staffTurn(deps: StaffDeps, incoming: Incoming, person: Person | null): Promise<Turn | null> {
  const { channel, externalId, updateId, at } = incoming;
  if (externalId.startsWith('-')) return null;
  // What ran out on Zalo no longer says whose it was; in a chat that is nobody else's it was staff's.
  const ranOut = incoming.kind === 'button' && incoming.data === BUTTONS.over && person === null;
  const managed = incoming.kind === 'button' ? readManageButton(incoming.data) : null;
  const pressed = incoming.kind !== 'button' ? null : ranOut ? 'old' : readButton(incoming.data);
  const text = typedIn(incoming);
  if (pressed === null && text === null) return null;
  const { database: db } = deps;
  const chat = { channel, externalId };
  const staff = await staffOfChat(db, channel, externalId);
  const locale = localeOf(incoming, person);
  const say = new StaffSay(locale, channel, vietnamDay(at));
  if (staff === null)
    return pressed === null || ranOut ? null : answered(person, [part([say.t('standing:no.stranger')])]);
  const form = await readStaffForm(db.pool, chat, at);
  const talk: StaffTalk = { db, chat, updateId, at, staff, form, say };
  const mine = await readManageForm(db.pool, chat, at);
  const { places, ratePerSecond = USUAL_RATE } = deps;
  const managing: ManageTalk = { ...talk, form: mine, places, ratePerSecond };
  // A crash came between what was done and the telling.
  if (form?.lastUpdate === updateId) return answered(person, [await ask(talk, form)]);
  if (mine?.lastUpdate === updateId) return answered(person, await askAgain(managing, mine));
  if (managed !== null) return answered(person, await manage(managing, managed));
  if (pressed !== null) return answered(person, await press(talk, pressed));
  if (text === null) return null;
  const writing = openOf(mine);
  const isAsked = (form !== null && form.step !== null) || writing !== null;
  if (isHelpWord(text) || (isStopWord(text) && !(isAsked && isCancelWord(text)))) return null;
  const wish = readWish(text) ?? readManageWish(text);
  if (wish === null && !isAsked) return null;
  if (await deps.isLeftToStaff()) return { effects: [], replies: [] };
  if (incoming.edited === true) return answered(person, [part([say.t('answers:no.edited')])]);
  if (incoming.forwarded === true) return answered(person, [part([say.t('answers:no.forwarded')])]);
  if (wish === 'unlink') return answered(person, [await unlink(talk)]);
  if (wish === 'list') return answered(person, [await showList(talk, 1), ...waiting(talk)]);
  if (wish !== null) return answered(person, await manage(managing, wish));
  if (writing !== null) return answered(person, await fillManage(managing, writing, text));
  return form === null ? null : answered(person, [await fill(talk, form, text)]);
}

/** Where nobody configured another: what Telegram lets a bot send. */
const USUAL_RATE = 30;

/** What stands under the help of a chat that is staff's: what else can be done in it. Null elsewhere, and where nobody asked for help. */
export async function menuUnderHelp(db: Database, incoming: Incoming, person: Person | null): Promise<Part | null> {
  const text = typedIn(incoming);
  const asked = incoming.kind === 'button' ? incoming.data === BUTTONS.help : text !== null && isHelpWord(text);
  if (!asked || incoming.externalId.startsWith('-')) return null;
  const staff = await staffOfChat(db, incoming.channel, incoming.externalId);
  if (staff === null) return null;
  const { t } = new StaffSay(localeOf(incoming, person), incoming.channel, '');
  return part(
    [t('manage:help', { name: staff.name, role: t(`standing:role.${staff.role}`) })],
    [
      [{ label: t('manage:button.home'), data: manageButton.home() }],
      [{ label: t('standing:button.list'), data: button.list() }],
    ],
  );
}

/** What somebody is told who stopped in a chat that is staff's: the link stays, and how it ends. Null elsewhere. */
export async function keptAfterStop(db: Database, incoming: Incoming): Promise<Part | null> {
  const { channel, externalId } = incoming;
  const staff = await staffOfChat(db, channel, externalId);
  if (staff === null) return null;
  const { t } = new StaffSay(localeOf(incoming, null), channel, '');
  return part([t('standing:link.keptAfterStop', { name: staff.name })]);
}

function typedIn(incoming: Incoming): string | null {
  if (incoming.kind === 'text') return incoming.text;
  if (incoming.kind !== 'command') return null;
  const { name, text } = incoming;
  return name === 'stop' || name === 'help' ? name : `${name} ${text}`.trim();
}

/** A button of staff's. One that is old, or of a form that is over, changes nothing and says so. */
async function press(talk: StaffTalk, pressed: Pressed | 'old'): Promise<Part[]> {
  const { say, form } = talk;
  if (pressed === 'old') return [part([say.t('standing:no.oldButton')], [[say.listButton()]])];
  switch (pressed.do) {
    case 'list':
      return [await showList(talk, pressed.page), ...waiting(talk)];
    case 'card':
      return [await card(talk, pressed.id), ...waiting(talk)];
    case 'confirm':
      return [await receive(talk, pressed.ids, pressed.seen)];
    case 'confirm-all':
      return [
        part(
          [say.t('standing:ask.sure', { count: pressed.ids.length })],
          [
            [{ label: say.t('standing:button.sure'), data: button.confirm(pressed.seen, pressed.ids) }],
            [{ label: say.t('answers:button.cancel'), data: button.list() }],
          ],
        ),
      ];
    case 'leave':
      if (form?.no !== pressed.form || form.step === null)
        return [part([say.t('answers:no.oldForm')], [[say.listButton()]])];
      return [await leave(talk, form)];
    default:
      return [await begin(talk, pressed.do, pressed.id)];
  }
}

async function showList(talk: StaffTalk, wanted: number): Promise<Part> {
  const { say, db, staff } = talk;
  const most = say.onPage;
  const read = (page: number) => readWaiting(db, staff.place, { first: (page - 1) * most, most });
  const found = await read(wanted);
  // What was on that page has been decided meanwhile.
  if (found.tasks.length === 0 && wanted > 1) return say.waiting(await read(1), 1, mayDecide(talk));
  return say.waiting(found, wanted, mayDecide(talk));
}

const waiting = ({ form, say }: StaffTalk): Part[] =>
  form === null || form.step === null ? [] : [part([say.t('standing:ask.waiting')])];

async function unlink(talk: StaffTalk): Promise<Part> {
  const { db, staff, chat, say } = talk;
  const { at } = actOf(talk);
  await inTransaction(db, async (client) => {
    await unlinkStaffChat(client, staff, chat, { name: staff.name, at });
    await dropForm(client, chat);
  });
  return part([say.t('standing:link.unlinked', { name: staff.name })]);
}

const answered = (person: Person | null, replies: Part[]): Turn =>
  awake(person, { effects: [], replies, urgent: true });
