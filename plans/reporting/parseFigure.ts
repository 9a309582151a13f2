import { nfc } from '../../base/text.js';
import type { Indicator } from './form.js';

/** What a cell or an answer in the chat holds, before anybody asks what it means. */
export interface RawFigure {
  value: string | number | boolean | null;
  /** Excel shows it with a percent sign: it is stored as a hundredth. */
  percent?: boolean;
  /** Excel takes it for a day ("3/7" becomes one by itself). */
  date?: boolean;
  /** A formula that came to #REF! and the like. */
  error?: boolean;
}

/** Why a figure cannot be taken. Each has a sentence and a remedy: `reporting:figure.<problem>`. */
export type FigureProblem =
  | 'notNumber'
  | 'negative'
  | 'notWhole'
  | 'percentSign'
  | 'date'
  | 'formula'
  | 'tooLarge'
  | 'unclear';

export type ParsedFigure = { ok: true; value: number | null } | { ok: false; problem: FigureProblem; shown: string };

/** Beyond it a cell holds a telephone or account number rather than a count of anything in a province. */
const MOST = 1e13;
const SHOWN = 30;

/**
 * A figure as Vietnamese officials write it: "1.234", "1.234,5", "12,5%", "1 234". A dot parts thousands and a comma decimals; where
 * the other way round is the only reading ("1,234.5", "0.5") that is taken, where both are possible and a whole number is
 * asked ("1,234") neither is. Empty, "-" and "…" are no figure, which is not zero.
 */
export function parseFigure(raw: RawFigure, indicator: Pick<Indicator, 'type' | 'negative'>): ParsedFigure {
  const shown = String(raw.value ?? '')
    .trim()
    .slice(0, SHOWN);
  const refuse = (problem: FigureProblem): ParsedFigure => ({ ok: false, problem, shown });
  if (raw.error === true) return refuse('formula');
  if (raw.value === null || raw.value === '') return { ok: true, value: null };
  if (raw.date === true) return refuse('date');
  if (typeof raw.value === 'boolean') return refuse('notNumber');
  const read =
    typeof raw.value === 'number' ? { value: raw.value, percent: raw.percent === true } : fromText(raw.value);
  if (read === null) return { ok: true, value: null };
  if (typeof read === 'string') return refuse(read);
  if (!Number.isFinite(read.value)) return refuse('notNumber');
  if (read.percent && indicator.type !== 'percent') return refuse('percentSign');
  const value = read.percent && typeof raw.value === 'number' ? read.value * 100 : read.value;
  if (Math.abs(value) > MOST) return refuse('tooLarge');
  if (value < 0 && !indicator.negative) return refuse('negative');
  if (indicator.type !== 'count') return { ok: true, value: tidy(value) };
  if (Math.abs(value - Math.round(value)) < 1e-9) return { ok: true, value: Math.round(value) };
  // "1,234" typed for a count: a thousand and more to one hand, a decimal to the other.
  return refuse(
    typeof raw.value === 'string' && /^[+-]?\d{1,3}[,]\d{3}$/.test(raw.value.trim()) ? 'unclear' : 'notWhole',
  );
}

/** Sums of tenths leave a tail in binary; six decimals are more than any form asks for. */
export function tidy(value: number): number {
  return Math.round(value * 1e6) / 1e6 + 0;
}

function fromText(text: string): { value: number; percent: boolean } | null | 'notNumber' {
  const plain = nfc(text).trim().replace(/[−–—]/g, '-').replace(/[’']/g, '');
  if (plain === '' || /^[-.…/]+$/.test(plain)) return null;
  const bracketed = /^\((.+)\)$/.exec(plain);
  const match = /^([+-]?)\s*(\d[\d.,\s]*)\s*(%?)$/u.exec(bracketed === null ? plain : `-${bracketed[1] ?? ''}`);
  if (match === null) return 'notNumber';
  const [, sign, digits = '', percent] = match;
  const value = fromDigits(digits.trim());
  if (value === null) return 'notNumber';
  return { value: sign === '-' ? -value : value, percent: percent === '%' };
}

/** Each way of writing a number, the Vietnamese ones first. */
const SPACES = /\s/gu;
const FORMS: readonly [RegExp, (text: string) => string][] = [
  [/^\d+$/, (text) => text],
  [/^\d{1,3}(?:\.\d{3})+(?:,\d+)?$/, (text) => text.replaceAll('.', '').replace(',', '.')],
  [/^\d+,\d+$/, (text) => text.replace(',', '.')],
  [/^\d{1,3}(?:\s\d{3})+(?:[,.]\d+)?$/u, (text) => text.replace(SPACES, '').replace(',', '.')],
  [/^\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?$/, (text) => text.replaceAll(',', '')],
  [/^\d{1,3}(?:,\d{3})+\.\d+$/, (text) => text.replaceAll(',', '')],
  [/^\d+\.\d+$/, (text) => text],
];

function fromDigits(text: string): number | null {
  for (const [form, plain] of FORMS) if (form.test(text)) return Number(plain(text));
  return null;
}
