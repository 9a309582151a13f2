import { z } from 'zod';
import { MEMBERS } from './bodies.js';

/** What a question is about. In this order they are asked, since later answers rest on earlier ones. */
export const QUESTION_KINDS = [
  'place',
  'issued-on',
  'number',
  'former',
  'agency',
  'no-agency',
  'class',
  'deadline',
] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/);

export const deadlineSchema = z.object({
  phrase: z.string(),
  kind: z.enum(['date', 'recurring', 'period', 'ongoing', 'none']),
  on: day.optional(),
  exclusive: z.literal(true).optional(),
  rrule: z.string().optional(),
  note: z.string().optional(),
  from: day.optional(),
  to: day.optional(),
});

/** A deadline as a clerk may set it: `none` says that nothing is to be reminded of by the calendar. */
export type SetDeadline = z.infer<typeof deadlineSchema>;

/** What is proposed for a question, or was answered; stored as it stands. */
export const decisionSchema = z.discriminatedUnion('do', [
  /** Agencies by name in the plan's place: those that are there, the others made. */
  z.object({
    do: z.literal('names'),
    names: z.array(z.string()),
    /** Proposed successors of a body that is no more: how sure that is, for what work, and who else it may be. */
    confidence: z.enum(['confirmed', 'secondary', 'inferred']).optional(),
    about: z.literal('rehabilitation').optional(),
    others: z.array(z.string()).optional(),
  }),
  z.object({ do: z.literal('agencies'), ids: z.array(z.int()) }),
  /** One obligation for each member of a class. */
  z.object({ do: z.literal('members'), members: z.array(z.enum(MEMBERS)) }),
  /** Nobody in particular, or no day: the words of the plan stay as they are. */
  z.object({ do: z.literal('none') }),
  z.object({ do: z.literal('drop') }),
  z.object({ do: z.literal('deadline'), deadline: deadlineSchema }),
  z.object({ do: z.literal('day'), day }),
  z.object({ do: z.literal('place'), code: z.string() }),
  z.object({ do: z.literal('text'), text: z.string() }),
]);
export type Decision = z.infer<typeof decisionSchema>;
