import type { Part } from '../../../../content/message.js';
import { personalDetails } from '../../../../people/personalDetails.js';
import { dropQuestions } from '../../../../people/questions.js';
import type { Incoming } from '../../../incoming.js';
import { dropForm } from '../../chatForm.js';
import { localeOf } from '../../localeOf.js';
import { BUTTONS } from '../buttons.js';
import type { Turn } from '../decide.js';
import type { Person } from '../person.js';
import { Say } from '../say.js';
import type { ResidentDeps, Step } from '../turn.js';
import { isHelpWord, isStopWord } from '../words.js';
import { type AskPressed, readAskButton } from './buttons.js';
import { factLines } from './facts.js';
import { knowledge } from './knowledge.js';
import { AskSay, quotable, quotedIn } from './say.js';
import { fillQuestion, readQuestionForm, sendQuestion, writeQuestion } from './send.js';
import type { AskTalk } from './talk.js';

/** Of so few words that mean nothing here, what others say of them is kinder ("xin chào", a name of a place with a slip). */
const FEW_WORDS = 3;

/** Buttons of asking, the question that is being written for staff, and the topics below every help. Whoever stopped or never joined may ask all the same. */
export const askingFirst: Step = async (deps, incoming, person) => {
  const talk = talkOf(deps, incoming, person);
  if (incoming.kind === 'button') {
    const pressed = readAskButton(incoming.data);
    if (pressed !== null) return answered(await press(talk, pressed));
  }
  if (isHelp(incoming)) {
    const { faq } = await knowledge();
    return answered(new Say(talk.locale, deps.places, incoming.channel).help(), talk.say.topics(faq, 1));
  }
  if (incoming.kind !== 'text' || talk.isGroup) return null;
  const form = deps.open.form ? await readQuestionForm(deps.database.pool, incoming) : null;
  if (form === null) return null;
  return fillQuestion(talk, form, incoming.text);
};

/** A question in the person's own words. What was asked is not kept; in a group nothing is answered to what people write to each other. */
export const askingLast: Step = async (deps, incoming, person) => {
  const talk = talkOf(deps, incoming, person);
  if (incoming.kind !== 'text' || talk.isGroup) return null;
  const { search } = await knowledge();
  const found = search.find(incoming.text);
  if (found.kind === 'one') return answered(await entryPart(talk, found.entry.id));
  const isShort = incoming.text.trim().split(/\s+/).length <= FEW_WORDS;
  if (found.kind === 'none' && isShort) return null;
  const details = personalDetails(incoming.text);
  const asked = details.length === 0 ? quotable(incoming.text) : null;
  if (found.kind === 'several') return answered(talk.say.several(asked, found.entries));
  return answered(talk.say.none(asked));
};

function talkOf(deps: ResidentDeps, incoming: Incoming, person: Person | null): AskTalk {
  const { channel, externalId } = incoming;
  const locale = localeOf(incoming, person);
  return { deps, incoming, person, locale, say: new AskSay(locale, channel), isGroup: externalId.startsWith('-') };
}

function isHelp(incoming: Incoming): boolean {
  if (incoming.kind === 'command') return incoming.name === 'help';
  if (incoming.kind === 'button') return incoming.data === BUTTONS.help;
  return incoming.kind === 'text' && isHelpWord(incoming.text) && !isStopWord(incoming.text);
}

async function press(talk: AskTalk, pressed: AskPressed): Promise<Part> {
  const { say, incoming, deps } = talk;
  const { faq } = await knowledge();
  const shown = incoming.kind === 'button' ? incoming.shown : null;
  switch (pressed.do) {
    case 'topics':
      return say.topics(faq, pressed.page);
    case 'topic': {
      const topic = faq.topics.find(({ id }) => id === pressed.topic);
      return topic === undefined ? say.topics(faq, 1) : say.topic(topic, pressed.page);
    }
    case 'entry':
      return entryPart(talk, pressed.entry);
    case 'none':
      return say.none(quotedIn(shown));
    case 'staff': {
      if (talk.isGroup) return say.short('notHere');
      const asked = quotedIn(shown);
      return asked === null ? writeQuestion(talk) : sendQuestion(talk, asked);
    }
    case 'leave':
      await dropForm(deps.database.pool, incoming);
      return say.short('left');
    case 'take-back': {
      const dropped = await dropQuestions(deps.database, incoming);
      return say.short(dropped > 0 ? 'takenBack' : 'nothingWaiting');
    }
  }
}

async function entryPart({ deps, person, locale, say }: AskTalk, id: string): Promise<Part> {
  const { faq, entry } = await knowledge();
  const found = entry(id);
  if (found === undefined) return say.topics(faq, 1);
  const { places, clock } = deps;
  return say.answer(
    found,
    await factLines(deps.database, found, person?.place ?? null, { places, locale, now: clock.now() }),
  );
}

const answered = (...replies: Part[]): Turn => ({ effects: [], replies });
