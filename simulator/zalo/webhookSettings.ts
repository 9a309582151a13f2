import { z } from 'zod';
import { isLoopbackHost } from '../loopback.js';

/** Zalo's ladder: 30 s, 5 min, 15 min, 30 min, 1 h; then the app is unsubscribed. */
const RETRY_LADDER_MS = [30_000, 300_000, 900_000, 1_800_000, 3_600_000];

export const webhookSettingsSchema = z.strictObject({
  /** Loopback only; null: nothing is delivered. */
  url: z
    .string()
    .refine(
      (url) => URL.canParse(url) && isLoopbackHost(new URL(url).hostname),
      'Webhooks go to loopback addresses only',
    )
    .nullable(),
  /** Pauses before a failed delivery is tried again, in the simulator's time; empty: the toggle is off. */
  ladderMs: z.array(z.number().int().min(0)),
  /** An answer must be there by then, in real milliseconds. */
  deadlineMs: z.number().int().min(1),
  connections: z.number().int().min(1).max(1_000),
  /** Shares of events that come twice, that come late and so out of order, and that carry a wrong signature. */
  duplicates: z.number().min(0).max(1),
  disorder: z.number().min(0).max(1),
  disorderMs: z.number().int().min(0),
  wrongSignatures: z.number().min(0).max(1),
  seed: z.number().int(),
  /** Names of events whose toggle is off. */
  muted: z.array(z.string()),
  /** "Lọc cú pháp": of texts only those that begin with `#` are passed on. */
  syntaxFilter: z.boolean(),
});
export type WebhookSettings = z.output<typeof webhookSettingsSchema>;

/** What somebody wants different; the rest stays. */
export const webhookChangesSchema = webhookSettingsSchema.partial();
export type WebhookChanges = z.input<typeof webhookChangesSchema>;

/** As a console has it that nobody has touched. */
export const defaultWebhookSettings: WebhookSettings = {
  url: null,
  ladderMs: RETRY_LADDER_MS,
  deadlineMs: 2_000,
  connections: 32,
  duplicates: 0,
  disorder: 0,
  disorderMs: 2_000,
  wrongSignatures: 0,
  seed: 1,
  muted: [],
  syntaxFilter: false,
};
