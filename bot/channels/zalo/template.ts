import { randomUUID } from 'node:crypto';
import { type TemplateInfo, validateTemplateData } from 'zalo-api-ts';
import { type Clock, MINUTE_MS } from '../../../base/clock.js';
import type { Part } from '../../../content/message.js';
import type { Outcome } from '../../../scheduler/channel.js';
import type { ZaloApi } from './connection.js';
import { goesOn } from './format.js';

export interface NudgeTemplate {
  /** Approved by Zalo. */
  id: string;
  /** The telephone of the official behind that user id, where it is known; absent: it never is. */
  phoneOf?: (userId: string) => Promise<string | null>;
}

type Calls = (work: (api: ZaloApi) => Promise<Outcome>, reaches?: boolean) => Promise<Outcome>;

/** Zalo changes a template rarely, and says so by an event; parameters and approval are read again after this. */
const INFO_LIFE_MS = 10 * MINUTE_MS;

/**
 * The rung of approved templates, for nudges only. What fills the template is checked against what Zalo declares before
 * anything is sent: what does not fit holds the broadcast, with the parameter's name, and reaches nobody. A quota that
 * is used up is not asked of again before it begins anew.
 */
export class TemplateRung {
  readonly #template: NudgeTemplate;
  readonly #clock: Clock;
  #info: { at: number; info: TemplateInfo } | null = null;
  #restsUntil = 0;

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
    const restMs = this.#restsUntil - this.#clock.now().getTime();
    if (restMs > 0) return { kind: 'later', reason: 'template-quota', waitMs: restMs };
    const fits = await this.#check(data, calls, leftMs);
    if (fits !== null) return fits;
    const outcome = await this.#byUser(userId, data, calls, leftMs);
    if (outcome.kind === 'later') this.#restsUntil = this.#clock.now().getTime() + outcome.waitMs;
    if (outcome.kind !== 'elsewhere') return outcome;
    const phone = (await this.#template.phoneOf?.(userId)) ?? null;
    return phone === null ? outcome : this.#byPhone(phone, data, calls, leftMs);
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

  #byUser(userId: string, data: Record<string, string>, calls: Calls, leftMs: () => number): Promise<Outcome> {
    const message = { userId, templateId: this.#template.id, templateData: data };
    return calls(async ({ oa }) => {
      const sent = await oa.sendTemplate(message, { timeoutMs: leftMs() });
      return { kind: 'sent', messageIds: [sent.data.messageId] };
    });
  }

  #byPhone(phone: string, data: Record<string, string>, calls: Calls, leftMs: () => number): Promise<Outcome> {
    const message = { phone, templateId: this.#template.id, templateData: data, trackingId: randomUUID() };
    return calls(async ({ templates }) => {
      const sent = await templates.send(message, { timeoutMs: leftMs() });
      return { kind: 'sent', messageIds: [sent.data.messageId] };
    });
  }
}
