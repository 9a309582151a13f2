import type { Clock } from '../../../base/clock.js';
import { vietnamDay } from '../../../base/vietnamDay.js';
import type { Part } from '../../../content/message.js';
import type { PlaceFinder } from '../../../people/findPlace.js';
import type { Database } from '../../../prisma/database.js';
import type { ChatFiles } from '../../chatFiles.js';
import { hotlines } from '../../hotlines.js';
import type { Incoming } from '../../incoming.js';
import { readJoinCode } from '../../joinCode.js';
import { localeOf } from '../localeOf.js';
import { part } from '../part.js';
import { BUTTONS } from '../resident/buttons.js';
import { awake, type Turn } from '../resident/decide.js';
import type { Person } from '../resident/person.js';
import { isHelpWord, isStartWord, isStopWord } from '../resident/words.js';
import { ask } from './ask.js';
import { readButton } from './buttons.js';
import { fill } from './fill.js';
import { readForm } from './form.js';
import { pressed } from './pressed.js';
import { Say } from './say.js';
import { mayBeForm, takeSentForm } from './sentForm.js';
import { candidates, showList, type Talk, waiting, withForms } from './talk.js';
import { readOfficials, readTask } from './tasks.js';
import { wished } from './wished.js';
import { isBareNumber, isCancelWord, readWish } from './words.js';

export interface OfficialDeps {
  database: Database;
  places: PlaceFinder;
  /** Whether somebody of the agency is answering in this chat by hand just now. */
  isLeftToStaff: () => Promise<boolean>;
  files: ChatFiles;
  clock: Clock;
}

/**
 * The conversation with an official, or null where the update belongs to the resident's. In a chat that is an official's, their
 * words and buttons are read first, and what they do not mean goes to the resident's conversation as far as it is one
 * there: a code, a link, the name of a place. A stop stops at once; danger was answered before. While a
 * person of the agency is answering by hand, typed words are for that person; a button is always for the program.
 */
export async function officialTurn(
  deps: OfficialDeps,
  incoming: Incoming,
  person: Person | null,
): Promise<Turn | null> {
  if (incoming.externalId.startsWith('-') || !CONVERSES.has(incoming.kind)) return null;
  const button = incoming.kind === 'button' ? readButton(incoming.data) : null;
  if (incoming.kind === 'button' && button === null && incoming.data !== BUTTONS.over) return null;
  const { database: db } = deps;
  const { channel, externalId, updateId, at } = incoming;
  const officials = person === null ? [] : await readOfficials(db, person.contactId);
  const locale = localeOf(incoming, person);
  const say = new Say(locale, channel, vietnamDay(at));
  if (person === null || officials.length === 0)
    return button === null ? null : answered(person, [part([say.t('answers:no.stranger')])]);

  const chat = { channel, externalId };
  const { files, clock } = deps;
  const form = await readForm(db.pool, chat, at);
  const shown = incoming.kind === 'button' ? incoming.shown : null;
  const talk: Talk = { db, chat, updateId, at, shown, person, officials, say, form, files, clock, documents: [] };
  if (form?.lastUpdate === updateId) return answered(person, [await sameAgain(talk)]);
  const turn = await turnOf(deps, talk, incoming, button);
  return turn === null || talk.documents.length === 0 ? turn : { ...turn, documents: talk.documents };
}

async function turnOf(
  deps: OfficialDeps,
  talk: Talk,
  incoming: Incoming,
  button: ReturnType<typeof readButton>,
): Promise<Turn | null> {
  const { person } = talk;
  switch (incoming.kind) {
    case 'button':
      return answered(person, await pressed(talk, button ?? 'old'));
    case 'start':
      return incoming.payload === '' ? answered(person, [await showList(talk)]) : null;
    case 'command':
      return typed(
        deps,
        talk,
        incoming,
        incoming.name === 'stop' || incoming.name === 'help' ? incoming.name : `${incoming.name} ${incoming.text}`,
      );
    case 'text':
      return typed(deps, talk, incoming, incoming.text);
    default:
      return (await deps.isLeftToStaff()) ? nothing() : answered(person, await fileOrSign(talk, incoming));
  }
}

/** Wishes that change nothing of a form which is under way. */
const LOOKS: ReadonlySet<string> = new Set(['list', 'undo', 'history', 'workbook', 'overdue']);
/** Steps that take whatever is typed. */
const FREE: ReadonlySet<string> = new Set(['note', 'reason', 'words']);
const CONVERSES: ReadonlySet<Incoming['kind']> = new Set(['button', 'start', 'command', 'text', 'other']);

async function typed(deps: OfficialDeps, talk: Talk, incoming: Incoming, text: string): Promise<Turn | null> {
  const { say, form, person } = talk;
  const isAsked = form !== null && form.step !== null;
  const leaves = isAsked && isCancelWord(text);
  if (isStopWord(text) && !leaves)
    return { effects: [{ do: 'opt-out' }], replies: [part([say.t('answers:did.stopped')])], urgent: true };
  if (await deps.isLeftToStaff()) return nothing();
  if (isHelpWord(text)) return answered(person, [help(talk), ...(await waiting(talk))]);
  const today = say.today;
  const wish = readWish(text, today);
  const { file } = incoming;
  const takesFile = form?.step === 'file' && file !== undefined;
  // A form may be passed on: whose it is stands in it, and nothing is sent by it alone.
  const read = file === undefined || incoming.edited === true ? null : await takeSentForm(talk, file, text);
  if (read !== null) return answered(person, read);
  if (!takesFile && incoming.edited === true)
    return answered(person, [part([say.t('answers:no.edited')], [[say.mine()]])]);
  if (!takesFile && incoming.forwarded === true)
    return answered(person, [part([say.t('answers:no.forwarded')], [[say.mine()]])]);
  if (isAsked) {
    if (wish !== null && LOOKS.has(wish.do))
      return answered(person, [await wished(talk, wish), ...(await waiting(talk))]);
    // A question that wants a number, a day or a choice is not answered by another wish: that one begins instead.
    if (
      wish !== null &&
      !FREE.has(form.step ?? '') &&
      wish.do !== form.kind &&
      (wish.do !== 'done' || form.kind === 'which')
    )
      return answered(person, [await wished(talk, wish), ...(wish.do === 'snooze' ? await waiting(talk) : [])]);
    const told = await fill(talk, form, { text, file });
    return answered(person, told === null ? [] : [told]);
  }
  const unasked = file === undefined ? [] : await fileOrSign(talk, incoming);
  if (wish !== null) return answered(person, [await wished(talk, wish), ...unasked]);
  if (unasked.length > 0) return answered(person, unasked);
  if (isStartWord(text)) return answered(person, [await showList(talk)]);
  // The number of a line, and no place's code.
  if (isBareNumber(text)) return { ...answered(person, [notUnderstood(talk)]), notUnderstood: true };
  const isPlace = (code: string): boolean => deps.places.byCode(code) !== undefined;
  if (readJoinCode(text, isPlace) !== null || deps.places.find(text).kind !== 'none') return null;
  return { ...answered(person, [notUnderstood(talk)]), notUnderstood: true };
}

/** A file that nobody asked for, or a sticker, a voice, a place. */
async function fileOrSign(talk: Talk, { file, edited }: Incoming): Promise<Part[]> {
  const { say, form } = talk;
  if (file !== undefined && edited === true) return [part([say.t('answers:no.edited')], [[say.mine()]])];
  const read = file === undefined ? null : await takeSentForm(talk, file, '');
  if (read !== null) return read;
  if (file !== undefined && form !== null && form.step !== null && (form.step === 'file' || form.kind === 'figures')) {
    const told = await fill(talk, form, { text: '', file });
    return told === null ? [] : [told];
  }
  if (file === undefined) return [part([say.t('answers:no.notRead')], [[say.mine()]]), ...(await waiting(talk))];
  const open = (await candidates(talk, 'attach')).slice(0, say.perPage);
  const rows = open.map((task) => [say.taskButton(task, say.attachData(task.id))]);
  const unread = mayBeForm(file) && (await withForms(talk)).length > 0 ? [say.t('figures:file.noMark'), ''] : [];
  return [part([...unread, say.t('answers:no.fileUnasked')], [...rows, [say.mine()]]), ...(await waiting(talk))];
}

/** What the same update was answered before: a crash came between what was done and the telling. */
async function sameAgain(talk: Talk): Promise<Part> {
  const { form, say } = talk;
  const task = form?.obligationId == null ? null : await readTask(talk.db, form.obligationId);
  if (form !== null && form.step !== null) return ask(talk, { ...form, step: form.step, task });
  return task === null ? showList(talk) : say.card(task);
}

function help({ say }: Talk): Part {
  const { t, manner } = say;
  return part(
    [t('answers:help.can', { stop: manner.words.stop }), '', t('bot:resident.numbers', hotlines())],
    [[say.mine()]],
  );
}

function notUnderstood(talk: Talk): Part {
  const { t, manner } = talk.say;
  return part(
    [t('answers:help.notUnderstood'), '', t('answers:help.can', { stop: manner.words.stop })],
    [[talk.say.mine()]],
  );
}

const answered = (person: Person | null, replies: Part[]): Turn =>
  awake(person, { effects: [], replies, urgent: true });
const nothing = (): Turn => ({ effects: [], replies: [] });
