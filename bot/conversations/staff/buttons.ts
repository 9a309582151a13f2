/**
 * What staff's buttons carry, at most Telegram's 64 bytes: `s1:`, a letter, numbers. A program that reads another form knows an older button for what
 * it is. `seen` is the last event that stood on the screen, so that nothing is received that nobody looked at.
 */
export type Pressed =
  /** What waits, a page of it. */
  | { do: 'list'; page: number }
  | { do: 'card'; id: number }
  | { do: 'confirm'; seen: number; ids: readonly number[] }
  /** All that stand on a page: asks whether that is meant. */
  | { do: 'confirm-all'; seen: number; ids: readonly number[] }
  | { do: 'send-back'; id: number }
  | { do: 'grant'; id: number }
  | { do: 'refuse'; id: number }
  /** Leaves the form of that number. */
  | { do: 'leave'; form: number };

const PREFIX = 's1:';
/** Six base-36 digits hold the largest number the database gives; with `seen` that makes 60 bytes. */
export const MOST_IDS = 6;

const many = (letter: string, seen: number, ids: readonly number[]): string =>
  `${PREFIX}${letter}:${[seen, ...ids].map((n) => n.toString(36)).join('.')}`;

export const button = {
  list: (page = 1): string => `${PREFIX}p:${page}`,
  card: (id: number): string => `${PREFIX}o:${id}`,
  confirm: (seen: number, ids: readonly number[]): string => many('c', seen, ids),
  confirmAll: (seen: number, ids: readonly number[]): string => many('a', seen, ids),
  sendBack: (id: number): string => `${PREFIX}b:${id}`,
  grant: (id: number): string => `${PREFIX}g:${id}`,
  refuse: (id: number): string => `${PREFIX}n:${id}`,
  leave: (form: number): string => `${PREFIX}x:${form}`,
  /** Under the words that a member of staff reads before a chat is theirs. */
  link: (code: string): string => `${PREFIX}l:${code}`,
};

const ONE = { o: 'card', b: 'send-back', g: 'grant', n: 'refuse' } as const;

/** What a button asks for; `old` where it is staff's and this program does not know it, null where it is none of staff's. */
export function readButton(data: string): Pressed | 'old' | null {
  if (!/^s\d{0,2}:/.test(data)) return null;
  const [, letter = '', rest = ''] = /^s1:([a-z]):([0-9a-z.]{1,56})$/.exec(data) ?? [];
  const number = /^[1-9]\d{0,9}$/.test(rest) ? Number(rest) : null;
  if (letter === 'c' || letter === 'a') {
    const [seen = 0, ...ids] = rest.split('.').map((digits) => Number.parseInt(digits, 36));
    const isWhole = ids.length > 0 && ids.length <= MOST_IDS && [seen, ...ids].every((n) => n >= 0 && n < 2 ** 31);
    return isWhole ? { do: letter === 'c' ? 'confirm' : 'confirm-all', seen, ids } : 'old';
  }
  if (number === null || number >= 2 ** 31) return 'old';
  if (letter === 'p') return { do: 'list', page: number };
  if (letter === 'x') return { do: 'leave', form: number };
  const verb = Object.entries(ONE).find(([sign]) => sign === letter)?.[1];
  return verb === undefined ? 'old' : { do: verb, id: number };
}

/** The code that a pressed button agrees to, or null. */
export function readLink(data: string): string | null {
  return /^s1:l:([0-9A-Z]{12})$/.exec(data)?.[1] ?? null;
}
