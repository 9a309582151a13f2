import { z } from 'zod';

/**
 * What nobody has documented, or what sources contradict each other on. Each of these is a guess with a name: a client must do
 * right under every value, and whoever learns the truth sets it here. simulator/README.md lists them.
 */
export const assumptionsSchema = z.strictObject({
  /** A refresh token that was used before. */
  spentRefreshTokenError: z.number().int().default(-14014),
  /** A code that is unknown, used or too old. */
  codeError: z.number().int().default(-14012),
  /** A verifier that does not fit its challenge. */
  verifierError: z.number().int().default(-14024),
  /** HTTP status of a refusal by the token endpoint. */
  oauthErrorStatus: z.number().int().min(200).max(599).default(200),
  /** Whether a consent must bring a code challenge, may bring one, or has it ignored. */
  pkce: z.enum(['required', 'optional', 'ignored']).default('optional'),
  /** An access token that a newer one has killed. */
  killedAccessTokenError: z.union([z.literal(-216), z.literal(-220)]).default(-216),
  /** A text above 2,000 characters. */
  longTextError: z.union([z.literal(-210), z.literal(-201)]).default(-210),
  /** How characters are counted. */
  countAs: z.enum(['utf16', 'codePoints', 'bytes']).default('utf16'),
  /** Writing to somebody who has unfollowed. */
  unfollowedError: z.union([z.literal(-213), z.literal(-230), z.literal(-244)]).default(-213),
  /** Writing to somebody who never had to do with this OA. */
  strangerError: z.union([z.literal(-201), z.literal(-213), z.literal(-231)]).default(-201),
  /** Writing after the seven days. */
  expiredError: z.union([z.literal(-230), z.literal(-231), z.literal(-232)]).default(-230),
  /** What the withdrawn calls answer. */
  withdrawnError: z.union([z.literal(-240), z.literal(-233)]).default(-240),
  /** Whether buttons need `template_type: "button"`, or may do without. */
  buttonTemplateType: z.enum(['required', 'optional', 'refused']).default('optional'),
  /** Who may get a template by user id. */
  templateByUserId: z.enum(['follower-or-interacted', 'follower', 'anyone']).default('follower-or-interacted'),
  /** Which templates are refused by phone from 22:00 to 06:00 with -133. */
  nightByPhone: z.enum(['promotion', 'all']).default('promotion'),
  /** Where `sent_time` stands in the answer to a template by user id. */
  sentTime: z.enum(['data', 'top']).default('data'),
  /** An empty `target` object in a broadcast. */
  emptyTarget: z.enum(['everybody', 'refused']).default('everybody'),
  /** How many broadcasts reach one follower in a calendar month. */
  broadcastsPerMonth: z.number().int().min(0).default(4),
  /** Whether `is_follower` must be the text "true", must be a boolean, or may be either. */
  isFollower: z.enum(['text', 'boolean', 'either']).default('either'),
  /** Whether an answer other than 200 to a webhook is tried again, as a failed connection is. */
  retryWebhookOnStatus: z.boolean().default(false),
  /** Who is the sender of `user_seen_message`. */
  seenSender: z.enum(['user', 'oa']).default('user'),
  /** What `src` a message of the OA has in a conversation; a person's has the other. */
  oaSource: z.union([z.literal(0), z.literal(1)]).default(0),
});
export type Assumptions = z.output<typeof assumptionsSchema>;
export type AssumptionsInput = z.input<typeof assumptionsSchema>;
