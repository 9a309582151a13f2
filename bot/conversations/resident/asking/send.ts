import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Part } from '../../../../content/message.js';
import { personalDetails } from '../../../../people/personalDetails.js';
import type { Queryable } from '../../../../people/queryable.js';
import { askStaff, waitingQuestions } from '../../../../people/questions.js';
import type { Incoming } from '../../../incoming.js';
import { type Chat, endForm, moveForm, openForm, readFormRow } from '../../chatForm.js';
import { isCancelWord } from '../../official/words.js';
import type { Turn } from '../decide.js';
import { isHelpWord, isStopWord } from '../words.js';
import type { AskTalk } from './talk.js';

const KIND = 'ask-staff';
const MOST_CHARS = 1_000;
/** So many questions of one chat wait at a time. */
const MOST_WAITING = 3;

/** The form holds no word of the question: it is sent with the message in which it is written. */
const row = z.object({ no: z.number(), step: z.literal('question').nullable(), lastUpdate: z.string() });
export type QuestionForm = z.output<typeof row>;

/** The question that is being written, or one that was just sent, or null. */
export async function readQuestionForm(
  on: Queryable,
  { channel, externalId, at }: Incoming,
): Promise<QuestionForm | null> {
  const found = await readFormRow(on, { channel, externalId }, [KIND], at);
  return found === null ? null : row.parse(found);
}

/** Asks for the question, and not for names. */
export async function writeQuestion({ deps, incoming, say }: AskTalk, lead: string | null = null): Promise<Part> {
  const chat = chatOf(incoming);
  if ((await waitingQuestions(deps.database, chat)) >= MOST_WAITING) return say.short('tooMany');
  const by = { updateId: incoming.updateId, at: incoming.at };
  await openForm(deps.database.pool, chat, { kind: KIND, step: 'question', obligationId: null, data: {} }, by);
  return say.write(lead);
}

/** What is typed while the form is open, or null where it is for others. A stop stops; "thôi" and "hủy" leave the form. */
export async function fillQuestion(talk: AskTalk, form: QuestionForm, typed: string): Promise<Turn | null> {
  const { deps, incoming, say } = talk;
  const chat = chatOf(incoming);
  const by = { updateId: incoming.updateId, at: incoming.at };
  // A crash came between the sending and the telling.
  if (form.step === null) return form.lastUpdate === incoming.updateId ? answered(say.sent()) : null;
  if (isHelpWord(typed) || (isStopWord(typed) && !isCancelWord(typed))) return null;
  if (isCancelWord(typed)) {
    await endForm(deps.database.pool, chat, form, by);
    return answered(say.short('left'));
  }
  const again = async (why: string): Promise<Turn> => {
    await moveForm(deps.database.pool, chat, form, { step: 'question', data: {} }, by);
    return answered(say.write(why));
  };
  if (typed.length > MOST_CHARS) return again(say.tooLong(MOST_CHARS));
  const found = personalDetails(typed);
  if (found.length > 0) return again(say.details(found));
  const sent = await sendQuestion(talk, typed.trim());
  await endForm(deps.database.pool, chat, form, by);
  return answered(sent);
}

/** Sends a question to staff, once however often the update is answered; with a name or an address in it nothing is sent. */
export async function sendQuestion(talk: AskTalk, text: string): Promise<Part> {
  const { deps, incoming, say, person, locale } = talk;
  const found = personalDetails(text);
  if (found.length > 0) return writeQuestion(talk, say.details(found));
  const chat = chatOf(incoming);
  if ((await waitingQuestions(deps.database, chat)) >= MOST_WAITING) return say.short('tooMany');
  const id = createHmac('sha256', deps.secret)
    .update(`question ${incoming.channel}:${incoming.updateId}`)
    .digest('hex')
    .slice(0, 12);
  await askStaff(deps.database, deps.secret, { id, place: person?.place ?? null, locale, text, at: incoming.at, chat });
  return say.sent();
}

const chatOf = ({ channel, externalId }: Incoming): Chat => ({ channel, externalId });
const answered = (...replies: Part[]): Turn => ({ effects: [], replies });
