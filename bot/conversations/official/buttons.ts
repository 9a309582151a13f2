/**
 * What officials' buttons carry: at most Telegram's 64 bytes. `m:` and `t:` also stand under digests, and stay good for ever; the others
 * name the version of their form, so that a program that reads another one knows an older button for what it is.
 */
export type Pressed =
  /** My tasks, a page of them. */
  | { do: 'list'; page: number }
  /** A task's card; or the further things that can be done with it. */
  | { do: 'task'; id: number }
  | { do: TaskVerb; id: number }
  /** Remind me of it tomorrow. */
  | { do: 'snooze'; id: number }
  /** What is overdue in one's agency, for heads: the words to agree to, or the choice under them. */
  | { do: 'overdue'; choice: OverdueChoice }
  /** A choice of a form, by the form's number. */
  | { do: 'choose'; form: number; choice: string };

const OVERDUE_CHOICES = { a: 'ask', w: 'weekly', d: 'daily', n: 'stop' } as const;
export type OverdueChoice = (typeof OVERDUE_CHOICES)[keyof typeof OVERDUE_CHOICES];

const TASK_VERBS = {
  d: 'done',
  c: 'amend',
  p: 'progress',
  e: 'extension',
  h: 'hand-over',
  a: 'attach',
  y: 'history',
  u: 'undo',
  x: 'more',
  w: 'workbook',
} as const;
export type TaskVerb = (typeof TASK_VERBS)[keyof typeof TASK_VERBS];

const VERSION = '1';
const OVERDUE_LETTERS = new Map(
  Object.entries(OVERDUE_CHOICES).map(([letter, choice]) => [choice as OverdueChoice, letter]),
);
const LETTERS = new Map(Object.entries(TASK_VERBS).map(([letter, verb]) => [verb as TaskVerb, letter]));

export const button = {
  list: (page = 1): string => (page === 1 ? 'm:' : `m:${page}`),
  task: (id: number): string => `t:${id}`,
  verb: (verb: TaskVerb, id: number): string => `a${VERSION}:${LETTERS.get(verb) ?? ''}:${id}`,
  snooze: (id: number): string => `a${VERSION}:s:${id}`,
  overdue: (choice: OverdueChoice): string => `q${VERSION}:${OVERDUE_LETTERS.get(choice) ?? ''}`,
  choose: (form: number, choice: string): string => `f${VERSION}:${form}:${choice}`,
};

/** What a button asks for; `old` where it is one of ours that this program no longer knows, null where it is none of ours. */
export function readButton(data: string): Pressed | 'old' | null {
  const page = /^m:([1-9]\d{0,3})?$/.exec(data);
  if (page !== null) return { do: 'list', page: Number(page[1] ?? 1) };
  const task = /^t:(\d{1,9})$/.exec(data);
  if (task !== null) return { do: 'task', id: Number(task[1]) };
  const snooze = /^a1:s:(\d{1,9})$/.exec(data);
  if (snooze !== null) return { do: 'snooze', id: Number(snooze[1]) };
  const verb = /^a1:([a-z]):(\d{1,9})$/.exec(data);
  const known = Object.entries(TASK_VERBS).find(([letter]) => letter === verb?.[1])?.[1];
  if (verb !== null && known !== undefined) return { do: known, id: Number(verb[2]) };
  const choice = /^f1:(\d{1,9}):([\w-]{1,20})$/.exec(data);
  if (choice !== null) return { do: 'choose', form: Number(choice[1]), choice: choice[2] ?? '' };
  const overdue = /^q1:([a-z])$/.exec(data);
  const wanted = Object.entries(OVERDUE_CHOICES).find(([letter]) => letter === overdue?.[1])?.[1];
  if (overdue !== null && wanted !== undefined) return { do: 'overdue', choice: wanted };
  return /^(?:m:|t:|[afq]\d{0,2}:)/.test(data) ? 'old' : null;
}
