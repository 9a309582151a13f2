import { randomUUID } from 'node:crypto';
import { type TemplateInfo, validateTemplateData } from 'zalo-api-ts';
import { type Clock, MINUTE_MS, SECOND_MS } from '../../../base/clock.js';
import type { Part } from '../../../content/message.js';
import type { Outcome } from '../../../scheduler/channel.js';
import type { ZaloApi } from './connection.js';
import { goesOn } from './format.js';

export interface NudgeTemplate {
  /** Approved by Zalo. */
  id: string;
  /** The telephone of the official behind that user id, "84…", where it is known; absent: it never is. */
  phoneOf?: (userId: string) => Promise<string | null>;
}

type Calls = (work: (api: ZaloApi) => Promise<Outcome>, reaches?: boolean) => Promise<Outcome>;

/** The person does not want it from us: asking at another door would not respect that. */
const UNWANTED: ReadonlySet<string> = new Set(['zalo-139', 'zalo-141', 'zalo-217', 'zalo-244']);
/** This template goes by telephone only: quick replies, journeys, and those made before December 2025. */
const NOT_BY_USER = { kind: 'refused', reason: 'zalo-249', address: 'keep' } as const satisfies Outcome;
const AFTER_FAULT_MS = 2 * SECOND_MS;

/** Zalo changes a template rarely, and says so by an event; parameters and approval are read again after this. */
const INFO_LIFE_MS = 10 * MINUTE_MS;

/**
 * The rung of approved templates, for nudges only: by user id, and by telephone where that does not reach somebody whose
 * number is known and who has not refused us. What fills the template is checked against what Zalo declares before
 * anything is sent: what does not fit holds the broadcast, with the parameter's name, and reaches nobody. A quota that
 * is used up is not asked of again before it begins anew, nor what a person must mend before the hour is over.
 */
export class TemplateRung {
  readonly #template: NudgeTemplate;
  readonly #clock: Clock;
  #info: { at: number; info: TemplateInfo } | null = null;
  #rests = { until: 0, reason: '' };
  #byPhoneOnly = false;

  constructor(template: NudgeTemplate, clock: Clock) {
    this.#template = template;
    this.#clock = clock;
  }

  async send(userId: string, part: Part, calls: Calls, leftMs: () => number): Promise<Outcome> {
    const data = part.template;
    if (data === undefined) {
      // The template stood for the whole message, which it said with its first part.
      if (goesOn(part)) return { kind: 'sent', messageIds: [] };
      return { kind: 'content', reason: 'template-data-missing' };
    }
    const restMs = this.#rests.until - this.#clock.now().getTime();
    if (restMs > 0) return { kind: 'elsewhere-for-now', reason: this.#rests.reason, waitMs: restMs };
    const fits = await this.#check(data, calls, leftMs);
    if (fits !== null) return fits;
    const outcome = this.#byPhoneOnly ? NOT_BY_USER : await this.#byUser(userId, data, calls, leftMs);
    if (outcome.kind === 'elsewhere-for-now')
      this.#rests = { until: this.#clock.now().getTime() + outcome.waitMs, reason: outcome.reason };
    const isReached = outcome !== NOT_BY_USER && outcome.kind !== 'elsewhere';
    if (isReached || UNWANTED.has(outcome.reason)) return outcome;
    let phone: string | null;
    try {
      phone = (await this.#template.phoneOf?.(userId)) ?? null;
    } catch {
      // Our own trouble, told where it happened, and nothing has been sent: the next try asks again.
      return { kind: 'later', reason: 'internal', waitMs: AFTER_FAULT_MS };
    }
    if (phone === null) return outcome;
    const dialled = await this.#byPhone(phone, data, calls, leftMs);
    // What a number says is no word about the chat.
    return dialled.kind === 'elsewhere' ? outcome : dialled;
  }

  /** Null when the values fit; else why nothing is sent. */
  async #check(data: Record<string, string>, calls: Calls, leftMs: () => number): Promise<Outcome | null> {
    const now = this.#clock.now().getTime();
    if (this.#info === null || now - this.#info.at > INFO_LIFE_MS) {
      const asked = await calls(async ({ templates }) => {
        const { data: info } = await templates.info(this.#template.id, { timeoutMs: leftMs() });
        this.#info = { at: now, info };
        return { kind: 'sent', messageIds: [] };
      }, false);
      if (asked.kind !== 'sent') return asked;
    }
    if (this.#info === null) return null;
    const { status, params } = this.#info.info;
    if (status !== null && status !== 'ENABLE') return { kind: 'content', reason: `template-${status.toLowerCase()}` };
    const faults = validateTemplateData(params, data);
    if (faults.length === 0) return null;
    const said = faults.map(({ field, rule, limit }) => `${field} ${rule}${limit === undefined ? '' : ` (${limit})`}`);
    return { kind: 'content', reason: said.join(', ') };
  }

  async #byUser(userId: string, data: Record<string, string>, calls: Calls, leftMs: () => number): Promise<Outcome> {
    const message = { userId, templateId: this.#template.id, templateData: data };
    const outcome = await calls(async ({ oa }) => {
      const sent = await oa.sendTemplate(message, { timeoutMs: leftMs() });
      return { kind: 'sent', messageIds: [sent.data.messageId] };
    });
    if (outcome.kind !== 'content' || outcome.reason !== NOT_BY_USER.reason) return outcome;
    this.#byPhoneOnly = true;
    return NOT_BY_USER;
  }

  #byPhone(phone: string, data: Record<string, string>, calls: Calls, leftMs: () => number): Promise<Outcome> {
    const message = { phone, templateId: this.#template.id, templateData: data, trackingId: randomUUID() };
    return calls(async ({ templates }) => {
      const sent = await templates.send(message, { timeoutMs: leftMs() });
      return { kind: 'sent', messageIds: [sent.data.messageId] };
    });
  }
}
