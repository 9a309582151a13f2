import { z } from 'zod';
import { vietnamDay } from '../../../base/vietnamDay.js';
import { type Translate, translator } from '../../../content/i18n.js';
import type { Button, Part } from '../../../content/message.js';
import type { PlaceFinder } from '../../../people/findPlace.js';
import type { Staff } from '../../../people/getStaff.js';
import type { Queryable } from '../../../people/queryable.js';
import {
  ASKED,
  answerQuestion,
  closeQuestion,
  openQuestion,
  questionSealer,
  REPLIED,
} from '../../../people/questions.js';
import { staffOfChat } from '../../../people/staffChat/staffOfChat.js';
import { sayDay } from '../../../plans/review/say.js';
import type { Database } from '../../../prisma/database.js';
import type { Incoming, StoredUpdate } from '../../incoming.js';
import { type Chat, dropForm, endForm, openForm, readFormRow } from '../chatForm.js';
import { localeOf } from '../localeOf.js';
import { isCancelWord } from '../official/words.js';
import { part } from '../part.js';
import { AskSay } from '../resident/asking/say.js';
import type { Turn } from '../resident/decide.js';
import type { Person } from '../resident/person.js';
import type { ResidentDeps } from '../resident/turn.js';
import { isHelpWord, isStopWord } from '../resident/words.js';

const KIND = 'staff-question';
const MOST_CHARS = 1_500;
const BUTTON = { answer: 'q1:a:', close: 'q1:c:', leave: 'q1:x:' } as const;

interface Deps {
  database: Database;
  secret: string;
  places: PlaceFinder;
}

const question = z.strictObject({ question: z.number().int() });
const reply = z.strictObject({ replied: z.string(), locale: z.string(), sealed: z.string() });
const inside = z.object({ asked: z.string(), answer: z.string() });
const formRow = z.object({
  no: z.number(),
  step: z.literal('answer').nullable(),
  data: z.object({ question: z.number().optional() }),
  lastUpdate: z.string(),
});

/**
 * What is to be told where the update is no platform's but our own: a question to the chat of staff who may answer it, or the answer to whoever asked. Null
 * inside where it is told to nobody any more: settled, unlinked. Null alone where the update is a platform's.
 */
export async function handedOver(deps: Deps, stored: StoredUpdate): Promise<{ tell: Part | null } | null> {
  const { updateId, channel, chat, body } = stored;
  if (updateId.startsWith(ASKED)) {
    const no = question.safeParse(body).data?.question;
    const staff = await staffOfChat(deps.database, channel, chat);
    return { tell: no === undefined || staff === null ? null : await askedPart(deps, no, staff) };
  }
  if (!updateId.startsWith(REPLIED)) return null;
  const given = reply.safeParse(body).data;
  if (given === undefined) return { tell: null };
  const { asked, answer } = inside.parse(
    JSON.parse(questionSealer(deps.secret).open(Buffer.from(given.sealed, 'base64'), `answer ${given.replied}`)),
  );
  return { tell: new AskSay(given.locale, channel).replied(asked, answer) };
}

/** Staff's buttons under a question, and the answer that is being written; null where the update is none of it. A stop is never an answer. */
export async function questionTurn(
  deps: Deps & Pick<ResidentDeps, 'open'>,
  incoming: Incoming,
  person: Person | null,
): Promise<Turn | null> {
  const { channel, externalId, updateId, at } = incoming;
  if (externalId.startsWith('-')) return null;
  const [, verb, digits] = incoming.kind === 'button' ? (/^q1:([acx]):(\d{1,9})$/.exec(incoming.data) ?? []) : [];
  if (verb === undefined && incoming.kind !== 'text') return null;
  const chat = { channel, externalId };
  const form = deps.open.form ? await readForm(deps.database.pool, chat, at) : null;
  if (verb === undefined && form === null) return null;
  const t = translator(localeOf(incoming, person));
  const staff = await staffOfChat(deps.database, channel, externalId);
  if (staff === null) return verb === undefined ? null : answered(t('asking:staff.stranger'));
  const by = { updateId, at };
  if (verb === 'a')
    return { effects: [], replies: [await begin(deps, Number(digits), staff, chat, by, t)], urgent: true };
  if (verb === 'c')
    return answered(t((await closes(deps, Number(digits), staff, at)) ? 'asking:staff.closed' : 'asking:staff.gone'));
  if (verb === 'x') {
    if (form !== null) await dropForm(deps.database.pool, chat);
    return answered(t('asking:staff.left'));
  }
  if (incoming.kind !== 'text' || form === null) return null;
  const text = incoming.text.trim();
  // A crash came between the answer and the telling.
  if (form.step === null) return form.lastUpdate === updateId ? answered(t('asking:staff.answered')) : null;
  if (isHelpWord(text) || (isStopWord(text) && !isCancelWord(text))) return null;
  if (isCancelWord(text)) {
    await endForm(deps.database.pool, chat, form, by);
    return answered(t('asking:staff.left'));
  }
  if (text.length > MOST_CHARS) return answered(t('asking:staff.tooLong', { limit: MOST_CHARS }));
  const open =
    form.data.question === undefined
      ? null
      : await openQuestion(deps.database, deps.secret, form.data.question, staff.id);
  const done =
    open === null
      ? 'not-open'
      : await answerQuestion(deps.database, deps.secret, {
          no: open.no,
          id: open.id,
          asked: open.text,
          text,
          by: staff.name,
          at,
        });
  await endForm(deps.database.pool, chat, form, by);
  return answered(
    t(
      ({ told: 'asking:staff.answered', nobody: 'asking:staff.nobody', 'not-open': 'asking:staff.gone' } as const)[
        done
      ],
    ),
  );
}

async function askedPart({ database, secret, places }: Deps, no: number, staff: Staff): Promise<Part | null> {
  const found = await openQuestion(database, secret, no, staff.id);
  if (found === null) return null;
  const t = translator('vi');
  const place = found.place === null ? undefined : (places.byCode(found.place)?.name ?? found.place);
  const where = place === undefined ? '' : t('asking:staff.where', { place });
  const buttons: Button[][] = [
    [{ label: t('asking:staff.button.answer'), data: BUTTON.answer + no }],
    [{ label: t('asking:staff.button.close'), data: BUTTON.close + no }],
  ];
  return part([t('asking:staff.asked', { where, day: sayDay(vietnamDay(found.askedAt)), text: found.text })], buttons);
}

async function begin(
  { database, secret }: Deps,
  no: number,
  staff: Staff,
  chat: Chat,
  by: { updateId: string; at: Date },
  t: Translate,
): Promise<Part> {
  const found = await openQuestion(database, secret, no, staff.id);
  if (found === null) return part([t('asking:staff.gone')]);
  await openForm(database.pool, chat, { kind: KIND, step: 'answer', obligationId: null, data: { question: no } }, by);
  return part(
    [t('asking:staff.write', { text: found.text })],
    [[{ label: t('asking:staff.button.leave'), data: BUTTON.leave + no }]],
  );
}

async function closes({ database, secret }: Deps, no: number, staff: Staff, at: Date): Promise<boolean> {
  const found = await openQuestion(database, secret, no, staff.id);
  return found !== null && closeQuestion(database, found, staff.name, at);
}

async function readForm(on: Queryable, chat: Chat, at: Date): Promise<z.output<typeof formRow> | null> {
  const found = await readFormRow(on, chat, [KIND], at);
  return found === null ? null : formRow.parse(found);
}

const answered = (text: string): Turn => ({ effects: [], replies: [part([text])], urgent: true });
