import { z } from 'zod';
import { type Answer, Caller, type CallOptions, type ClientOptions } from '../caller.js';
import { type ArgumentFault, refuseFaults } from '../errors.js';
import { requiredFaults } from '../oa/limits.js';
import type { TemplateData } from '../oa/officialAccount.js';
import { count, id, inData, lenient, moment, text } from '../schema.js';
import { normalisePhone } from './phone.js';
import {
  TEMPLATE_INFO,
  TEMPLATE_LIST,
  type TemplateInfo,
  type TemplateStatus,
  type TemplateSummary,
} from './templateInfo.js';

export const BUSINESS_ROOT = 'https://business.openapi.zalo.me';

export interface ZaloTemplatesOptions extends ClientOptions {
  /** Default https://business.openapi.zalo.me. */
  readonly root?: string | undefined;
  /** How `ratings` and `responses` ask. Default `GET`. */
  readonly answersMethod?: 'GET' | 'POST' | undefined;
}

interface TemplateMessageBase {
  readonly templateId: string;
  readonly templateData: TemplateData;
  /**
   * Yours, at most 48 characters of A-Z a-z 0-9 - _ and required: delivery events name it. It is *not* known to keep a
   * second call from sending a second message.
   */
  readonly trackingId: string;
  /** 1 normal; 3 beyond the quota, only where Zalo allowed it. */
  readonly sendingMode?: 1 | 3;
  /** Only to admins of the account or the app, from the wallet for development; the template need not be approved. */
  readonly development?: boolean;
}

/** `phone`: any usual spelling of a number of Vietnam. */
export type TemplateMessage = TemplateMessageBase & { readonly phone: string };
/** `phoneHash`: see `hashPhone`. */
export type HashedTemplateMessage = TemplateMessageBase & { readonly phoneHash: string };

/** Zalo took the message. Whether it was delivered is told by `user_received_message` or by `status`. */
export interface SentTemplate {
  readonly messageId: string;
  readonly sentAt: Date | null;
  readonly quota: TemplateQuota | null;
}

/** Messages per day. */
export interface TemplateQuota {
  readonly daily: number | null;
  readonly remaining: number | null;
}

export interface DeliveryStatus {
  /** `delivered`; `pending`, not yet; `failed`, not found or failed (the wording has one source). */
  readonly state: 'delivered' | 'pending' | 'failed';
  readonly deliveredAt: Date | null;
}

/** Quality of the account as a sender: `HIGH`, `MEDIUM`, `LOW`, `UNDEFINED`. */
export interface SenderQuality {
  readonly current: string | null;
  readonly sevenDays: string | null;
}

/** One recipient's opinion. */
export interface Rating {
  readonly messageId: string;
  readonly trackingId: string | null;
  /** Stars, 1 to 5. */
  readonly rate: number | null;
  readonly note: string | null;
  readonly feedbacks: readonly string[];
  readonly submittedAt: Date | null;
}

export interface TimeRange {
  readonly templateId: string;
  readonly from: Date;
  readonly to: Date;
  readonly offset?: number;
  readonly limit?: number;
}

const QUOTA = z
  .object({ dailyQuota: lenient(count), remainingQuota: lenient(count) })
  .transform(({ dailyQuota, remainingQuota }): TemplateQuota => ({ daily: dailyQuota, remaining: remainingQuota }));
const SENT = inData(
  z
    .object({ msg_id: id, sent_time: lenient(moment), quota: lenient(QUOTA) })
    .transform(({ msg_id, sent_time, quota }): SentTemplate => ({ messageId: msg_id, sentAt: sent_time, quota })),
);
const STATUS = inData(
  z.object({ status: count, delivery_time: lenient(moment) }).transform(
    ({ status, delivery_time }): DeliveryStatus => ({
      state: status === 1 ? 'delivered' : status === 0 ? 'pending' : 'failed',
      deliveredAt: delivery_time,
    }),
  ),
);
const QUALITY = inData(
  z
    .object({ oaCurrentQuality: text, oa7dayQuality: text })
    .transform(
      ({ oaCurrentQuality, oa7dayQuality }): SenderQuality => ({ current: oaCurrentQuality, sevenDays: oa7dayQuality }),
    ),
);
const TAGS = inData(z.array(z.string()));
const SAMPLE = inData(z.record(z.string(), z.unknown()));

/** A list in `data`, or in `data` of `data`: both are in use. */
function listOf<T>(item: z.ZodType<T>) {
  return inData(z.union([z.array(item), z.object({ data: z.array(item) }).transform(({ data }) => data)]));
}
const RATINGS = listOf(
  z
    .object({
      msgId: id,
      trackingId: lenient(id),
      rate: lenient(count),
      note: text,
      feedbacks: lenient(z.array(z.string())),
      submitDate: lenient(moment),
    })
    .transform(
      (rating): Rating => ({
        messageId: rating.msgId,
        trackingId: rating.trackingId,
        rate: rating.rate,
        note: rating.note,
        feedbacks: rating.feedbacks ?? [],
        submittedAt: rating.submitDate,
      }),
    ),
);
const RESPONSES = listOf(z.record(z.string(), z.unknown()));

const STATUS_CODES: Readonly<Record<TemplateStatus, number>> = { ENABLE: 1, PENDING_REVIEW: 2, REJECT: 3, DISABLE: 4 };
const TRACKING_ID = /^[A-Za-z0-9_-]{1,48}$/;
const MAX_TRACKING_ID = 48;
const MAX_LIST = 100;
const SEND_PATH = '/message/template';

/**
 * ZBS template messages (ZNS until 2025) by telephone, and what is known of templates. They must have been approved, each
 * delivered one is paid, and an existing relationship with the recipient is demanded. Making templates is left to
 * Zalo's console.
 *
 * Source: developers.zalo.me, ZBS Template Message.
 */
export class ZaloTemplates {
  readonly #caller: Caller;
  readonly #answersMethod: 'GET' | 'POST';

  constructor(options: ZaloTemplatesOptions) {
    this.#caller = new Caller('business', options.root ?? BUSINESS_ROOT, options);
    this.#answersMethod = options.answersMethod ?? 'GET';
  }

  /**
   * One message to one number. After a time-out (`sent: 'maybe'`) wait for the delivery event with the tracking id before
   * sending again: there is no looking up by it.
   */
  async send(message: TemplateMessage, options?: CallOptions): Promise<Answer<SentTemplate>> {
    const phone = normalisePhone(message.phone);
    const faults: ArgumentFault[] = phone === null ? [{ field: 'phone', rule: 'wrong-format' }] : [];
    return this.#send(SEND_PATH, phone ?? '', message, faults, options);
  }

  /** As `send`, without giving the number away. The delivery event then names the hash. */
  async sendToHash(message: HashedTemplateMessage, options?: CallOptions): Promise<Answer<SentTemplate>> {
    const isHash = /^[0-9a-f]{64}$/.test(message.phoneHash);
    const faults: ArgumentFault[] = isHash ? [] : [{ field: 'phoneHash', rule: 'wrong-format' }];
    return this.#send(`${SEND_PATH}/hashphone`, message.phoneHash, message, faults, options);
  }

  /**
   * Of a message that `send` gave the id of. Some third parties' code names the number as well; give it where Zalo asks
   * for it.
   */
  status(
    message: string | { readonly messageId: string; readonly phone?: string },
    options?: CallOptions,
  ): Promise<Answer<DeliveryStatus>> {
    const { messageId, phone } = typeof message === 'string' ? { messageId: message, phone: undefined } : message;
    const query = { message_id: messageId, phone: phone === undefined ? undefined : (normalisePhone(phone) ?? phone) };
    return this.#caller.get('/message/status', query, STATUS, options);
  }

  quota(options?: CallOptions): Promise<Answer<TemplateQuota>> {
    return this.#caller.get('/message/quota', undefined, inData(QUOTA), options);
  }

  /** The tags that this account may use. */
  tags(options?: CallOptions): Promise<Answer<readonly string[]>> {
    return this.#caller.get('/message/template-tag', undefined, TAGS, options);
  }

  quality(options?: CallOptions): Promise<Answer<SenderQuality>> {
    return this.#caller.get('/quality', undefined, QUALITY, options);
  }

  /** One page of the templates, at most 100. */
  async list(
    { offset = 0, limit = MAX_LIST, status }: { offset?: number; limit?: number; status?: TemplateStatus } = {},
    options?: CallOptions,
  ): Promise<Answer<{ readonly total: number | null; readonly templates: readonly TemplateSummary[] }>> {
    const path = '/template/all';
    const faults: ArgumentFault[] = limit > MAX_LIST ? [{ field: 'limit', rule: 'too-large', limit: MAX_LIST }] : [];
    refuseFaults(this.#caller.host, `GET ${path}`, faults);
    const code = status === undefined ? undefined : STATUS_CODES[status];
    return this.#caller.get(path, { offset, limit, status: code }, TEMPLATE_LIST, options);
  }

  /** Parameters, buttons and prices of a template; `validateTemplateData` looks at values with its `params`. */
  info(templateId: string, options?: CallOptions): Promise<Answer<TemplateInfo>> {
    return this.#caller.get('/template/info/v2', { template_id: templateId }, TEMPLATE_INFO, options);
  }

  /** Example values by parameter. */
  sampleData(templateId: string, options?: CallOptions): Promise<Answer<Readonly<Record<string, unknown>>>> {
    return this.#caller.get('/template/sample-data', { template_id: templateId }, SAMPLE, options);
  }

  /**
   * What recipients of a rating template said. Programs in use ask with GET, notes of the page say POST: see
   * `answersMethod` of the client.
   */
  ratings(range: TimeRange, options?: CallOptions): Promise<Answer<readonly Rating[]>> {
    return this.#answers('/rating/get', range, RATINGS, options);
  }

  /** What recipients of a template with quick replies pressed. No source describes the form, so it comes as it is. */
  responses(range: TimeRange, options?: CallOptions): Promise<Answer<readonly Readonly<Record<string, unknown>>[]>> {
    return this.#answers('/response/get', range, RESPONSES, options);
  }

  #answers<T>(
    path: string,
    { templateId, from, to, offset = 0, limit = MAX_LIST }: TimeRange,
    schema: z.ZodType<T>,
    options: CallOptions | undefined,
  ): Promise<Answer<T>> {
    const query = { template_id: templateId, from_time: from.getTime(), to_time: to.getTime(), offset, limit };
    return this.#caller.call({ method: this.#answersMethod, path, query }, schema, options);
  }

  async #send(
    path: string,
    phone: string,
    message: TemplateMessageBase,
    faults: ArgumentFault[],
    options: CallOptions | undefined,
  ): Promise<Answer<SentTemplate>> {
    const { templateId, templateData, trackingId, sendingMode, development } = message;
    refuseFaults(this.#caller.host, `POST ${path}`, [
      ...faults,
      ...requiredFaults({ templateId }),
      ...trackingFaults(trackingId),
    ]);
    const body = {
      phone,
      template_id: templateId,
      template_data: templateData,
      tracking_id: trackingId,
      ...(sendingMode === undefined ? {} : { sending_mode: `${sendingMode}` }),
      ...(development === true ? { mode: 'development' } : {}),
    };
    return this.#caller.post(path, body, SENT, options);
  }
}

function trackingFaults(trackingId: string): ArgumentFault[] {
  const field = 'trackingId';
  if (trackingId === '') return [{ field, rule: 'required' }];
  if (trackingId.length > MAX_TRACKING_ID) return [{ field, rule: 'too-long', limit: MAX_TRACKING_ID }];
  return TRACKING_ID.test(trackingId) ? [] : [{ field, rule: 'wrong-format' }];
}
