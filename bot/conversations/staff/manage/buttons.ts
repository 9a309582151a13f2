/**
 * What the buttons under the staff's sends carry, at most Telegram's 64 bytes: `s1:m`, a letter, numbers. They stand among staff's other buttons
 * (../buttons.ts), where an older program knows them for what they are.
 */
export type ManagePressed =
  | { do: 'home' }
  | { do: 'week' }
  | { do: 'list'; which: Which; page: number }
  | { do: 'card' | 'pause' | 'resume' | 'start' | 'start-sure' | 'send-back'; id: number }
  /** The words that somebody else is to write anew are left out: `replaces` null. */
  | { do: 'write'; replaces: number | null }
  /** `seen`: how the hash began of what stood on the screen. */
  | { do: 'approve'; id: number; seen: string }
  /** Answers to the form of that number. */
  | { do: 'leave' | 'now' | 'reword' | 'submit'; form: number }
  | { do: 'place'; form: number; code: string };

/** What runs; what waits for approval; what was stopped or waits for a word. */
export type Which = 'running' | 'waiting' | 'stopped';

const PREFIX = 's1:m';
const LISTS = { r: 'running', w: 'waiting', s: 'stopped' } as const;
const ONE = { c: 'card', p: 'pause', g: 'resume', o: 'start', y: 'start-sure', b: 'send-back' } as const;
const FORM = { x: 'leave', n: 'now', e: 'reword', s: 'submit' } as const;
/** Of 64 digits; nobody finds another text with the same sixteen. */
const SEEN_CHARS = 16;

const letterOf = (table: Readonly<Record<string, string>>, name: string): string =>
  Object.entries(table).find(([, verb]) => verb === name)?.[0] ?? '';

export const manageButton = {
  home: (): string => `${PREFIX}h:0`,
  week: (): string => `${PREFIX}k:0`,
  list: (which: Which, page = 1): string => `${PREFIX}l:${letterOf(LISTS, which)}${page}`,
  one: (verb: (typeof ONE)[keyof typeof ONE], id: number): string => `${PREFIX}i:${letterOf(ONE, verb)}${id}`,
  write: (replaces: number | null = null): string => `${PREFIX}w:${replaces ?? 0}`,
  approve: (id: number, hash: string): string => `${PREFIX}a:${id}.${hash.slice(0, SEEN_CHARS)}`,
  form: (verb: (typeof FORM)[keyof typeof FORM], form: number): string => `${PREFIX}f:${letterOf(FORM, verb)}${form}`,
  place: (form: number, code: string): string => `${PREFIX}t:${form}.${code}`,
};

/** What a button asks for; null where it is none of these, or none that this program knows. */
export function readManageButton(data: string): ManagePressed | null {
  const [, letter = '', rest = ''] = /^s1:m([a-z]):([\w.-]{1,56})$/.exec(data) ?? [];
  const [, sign = '', digits = ''] = /^([a-z]?)(\d{1,10})$/.exec(rest) ?? [];
  const number = Number(digits);
  if (number >= 2 ** 31) return null;
  switch (letter) {
    case 'h':
      return { do: 'home' };
    case 'k':
      return { do: 'week' };
    case 'w':
      return digits === '' ? null : { do: 'write', replaces: number === 0 ? null : number };
    case 'l': {
      const which = Object.entries(LISTS).find(([key]) => key === sign)?.[1];
      return which === undefined || number < 1 ? null : { do: 'list', which, page: number };
    }
    case 'i': {
      const verb = Object.entries(ONE).find(([key]) => key === sign)?.[1];
      return verb === undefined || number < 1 ? null : { do: verb, id: number };
    }
    case 'f': {
      const verb = Object.entries(FORM).find(([key]) => key === sign)?.[1];
      return verb === undefined || number < 1 ? null : { do: verb, form: number };
    }
    case 'a': {
      const [, id = '', seen = ''] = /^([1-9]\d{0,8})\.([0-9a-f]{16})$/.exec(rest) ?? [];
      return seen === '' ? null : { do: 'approve', id: Number(id), seen };
    }
    case 't': {
      const [, form = '', code = ''] = /^([1-9]\d{0,8})\.([A-Za-z0-9][A-Za-z0-9.-]{0,31})$/.exec(rest) ?? [];
      return code === '' ? null : { do: 'place', form: Number(form), code };
    }
    default:
      return null;
  }
}
