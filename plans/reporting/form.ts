import { z } from 'zod';
import type { AgencyKind } from '../../people/agencies/agencyKind.js';
import { AGENCY_KINDS } from '../../people/agencies/agencyKind.js';

/** What a figure may be: a whole number, a number with decimals, a share of a hundred, or words. */
const TYPES = ['count', 'number', 'percent', 'text'] as const;

/** Who fills an indicator: everybody, the police alone, or one kind of body. */
const FILLERS = ['all', 'police', ...AGENCY_KINDS] as const;

/** Letters, digits, dots and hyphens: a code stands in a workbook's column and is compared by capitals alone. */
const code = z
  .string()
  .regex(/^[\p{L}\d][\p{L}\d.-]{0,19}$/u)
  .transform((text) => text.normalize('NFC').toUpperCase());
const words = z
  .string()
  .trim()
  .min(1)
  .max(300)
  .transform((text) => text.normalize('NFC'));

/** Chỉ tiêu: one line of the figures form. */
const indicator = z.strictObject({
  code,
  name: words,
  /** Đơn vị tính; a text has none. */
  unit: words.optional(),
  type: z.enum(TYPES),
  by: z.enum(FILLERS).default('all'),
  /** The heading above it in the form. */
  group: words.optional(),
  /** The section of the outline under which the draft report shows it. */
  section: code.optional(),
  /** A figure below zero is a mistake unless this says otherwise. */
  negative: z.boolean().default(false),
  /** It is the sum of these. */
  sum: z.array(code).min(2).max(50).optional(),
  /** It is this share, in percent. */
  percent: z.strictObject({ part: code, whole: code }).optional(),
  /** It is counted in this one ("trong đó"), so never more. */
  within: code.optional(),
});

/** Đề mục: one heading of the outline. */
const section = z.strictObject({
  code,
  heading: words,
  /** What the body is asked to write under it; a heading without it is a heading only. */
  ask: words.optional(),
});

export const formSchema = z.strictObject({
  key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  name: words,
  /** The summary under BÁO CÁO; the period's name follows it. */
  title: words,
  outline: z.array(section).min(1).max(60),
  indicators: z.array(indicator).min(1).max(500),
});

/** Biểu số liệu and đề cương: what one reporting period asks of each body. */
export type Form = z.infer<typeof formSchema>;
export type Indicator = Form['indicators'][number];
export type Section = Form['outline'][number];

/** Who fills in: what decides which indicators are asked of it. */
export interface Filler {
  kind: AgencyKind;
  key: string;
}

/** Công an tỉnh, Công an xã: whose figures are theirs alone. */
export function isPolice(agency: Filler): boolean {
  return /^(?:co quan )?cong an(?: |$)/.test(agency.key);
}

/** The indicators that a body is asked for, in the form's order. */
export function indicatorsFor(form: Form, agency: Filler): Indicator[] {
  return form.indicators.filter(({ by }) => by === 'all' || (by === 'police' ? isPolice(agency) : by === agency.kind));
}

/** The sections under which a body writes something. */
export function sectionsToWrite(form: Form): (Section & { ask: string })[] {
  return form.outline.flatMap((one) => (one.ask === undefined ? [] : [{ ...one, ask: one.ask }]));
}
