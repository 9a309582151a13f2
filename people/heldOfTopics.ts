import { formatDay } from '../content/format.js';
import type { HeldSource } from './heldData.js';
import { pledgesHeldOf } from './pledges/pledge.js';
import { quizzesHeldOf } from './quizzes/held.js';

/** What quizzes and pledges keep of a person, to show them. `people/erase.ts` takes it away. */
export const HELD_OF_TOPICS: readonly HeldSource[] = [
  {
    name: 'quizzes',
    async read(on, { contactId }, { t, locale }) {
      const held = contactId === null ? [] : await quizzesHeldOf(on, contactId);
      return held.map(({ quiz, score, of, endedAt }) =>
        t('owndata:quiz', {
          quiz,
          score,
          of,
          day: endedAt === null ? t('owndata:quizOpen') : formatDay(endedAt, locale),
        }),
      );
    },
  },
  {
    name: 'pledges',
    async read(on, { contactId }, { t, locale }) {
      const held = contactId === null ? [] : await pledgesHeldOf(on, contactId);
      return held.map(({ wording, at }) => t('owndata:pledge', { wording, day: formatDay(at, locale) }));
    },
  },
];
