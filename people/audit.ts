import { canonicalJson } from './canonicalJson.js';

/** One thing that was done, as it stands in the chain. */
export interface AuditEntry {
  at: Date;
  /** Name of the staff member, or `system`. */
  actor: string;
  /** `room.verb`: `broadcast.approve`. */
  action: string;
  /** What it was done to, by id: `broadcast:17`. */
  subject: string;
  /** Ids, hashes, counts, codes. */
  detail: Readonly<Record<string, string | number | boolean | null>>;
}

/** The hash before the first entry. */
export const AUDIT_GENESIS: Buffer = Buffer.alloc(32);

const ACTION = /^[a-z]+(\.[a-z-]+)+$/;
const SUBJECT = /^[a-z-]+:[A-Za-z0-9._-]{1,128}$/;
/** A code, an id, a hash, a time: no white space, so no sentence. */
const DETAIL = /^[A-Za-z0-9._:/+=-]{0,128}$/;
const PHONE = /(^|[^A-Za-z0-9])(\+?84|0)(?:[. -]?\d){8,10}($|[^A-Za-z0-9])/;
const TELEGRAM_TOKEN = /\d{6,}:[A-Za-z0-9_-]{30,}/;
const ACTOR_MAX_LENGTH = 100;

/**
 * The text of an entry, canonical. Throws on anything that is no id, hash, count or code: the chain is kept for years
 * and shown to auditors, so no message text, token or phone number may ever get in. A throw here is a fault of the caller.
 */
export function auditText(entry: AuditEntry): string {
  if (entry.actor === '' || entry.actor.length > ACTOR_MAX_LENGTH)
    throw new TypeError('audit: the actor is a name of 1 to 100 characters');
  if (!ACTION.test(entry.action)) throw new TypeError(`audit: "${entry.action}" is no action (room.verb)`);
  if (!SUBJECT.test(entry.subject)) throw new TypeError('audit: the subject is kind:id');
  for (const [key, value] of Object.entries({ actor: entry.actor, subject: entry.subject, ...entry.detail })) {
    if (typeof value !== 'string') continue;
    if (key !== 'actor' && !DETAIL.test(value)) throw new TypeError(`audit: ${key} is no id, hash or code`);
    if (PHONE.test(value)) throw new TypeError(`audit: ${key} looks like a phone number`);
    if (TELEGRAM_TOKEN.test(value)) throw new TypeError(`audit: ${key} looks like a token`);
  }
  return canonicalJson({
    at: entry.at.toISOString(),
    actor: entry.actor,
    action: entry.action,
    subject: entry.subject,
    detail: entry.detail,
  });
}
