import { z } from 'zod';
import { count, id, lenient, moment, text } from '../schema.js';
import { baseOf, type EventContext, endsOf, type Reader, unorderedEnds } from './reader.js';

const RECEIPT = z.object({
  message: z.object({ msg_id: id, tracking_id: lenient(id), delivery_time: lenient(moment) }),
});

/**
 * Two events have this name. The one of a template by telephone comes with the header `X-ZEvent-Server: ZNS`, and has a
 * tracking id or a time of delivery; its recipient is a number and no user.
 */
export const readReceived: Reader = (context) => {
  const message = RECEIPT.safeParse(context.raw).data?.message;
  if (message === undefined) return null;
  const { msg_id: messageId, tracking_id: trackingId, delivery_time: deliveredAt } = message;
  if (!context.isFromTemplates && trackingId === null && deliveredAt === null) {
    return { kind: 'received', ...baseOf(context, unorderedEnds(context)), messageId };
  }
  const { sender, recipient, oaId } = endsOf(context);
  const base = baseOf(context, { oaId: sender ?? oaId, userId: null });
  return { kind: 'template-received', ...base, messageId, trackingId, deliveredAt, recipient };
};

const FEEDBACK = z.object({
  message: z.object({
    msg_id: id,
    tracking_id: lenient(id),
    rate: lenient(count),
    note: text,
    feedbacks: lenient(z.array(z.string())),
    submit_time: lenient(moment),
  }),
});

export const readFeedback: Reader = (context) => {
  const message = FEEDBACK.safeParse(context.raw).data?.message;
  if (message === undefined) return null;
  return {
    kind: 'template-feedback',
    ...ofAccount(context),
    messageId: message.msg_id,
    trackingId: message.tracking_id,
    rate: message.rate,
    note: message.note,
    feedbacks: message.feedbacks ?? [],
    submittedAt: message.submit_time,
  };
};

/** The message id stands outside `message` here. */
const RESPONSE = z.object({
  msg_id: lenient(id),
  message: z.object({ msg_id: lenient(id), tracking_id: lenient(id), data: text, submit_time: lenient(moment) }),
});

export const readResponse: Reader = (context) => {
  const read = RESPONSE.safeParse(context.raw).data;
  if (read === undefined) return null;
  const { message } = read;
  return {
    kind: 'template-response',
    ...ofAccount(context),
    messageId: read.msg_id ?? message.msg_id,
    trackingId: message.tracking_id,
    data: message.data,
    submittedAt: message.submit_time,
  };
};

const STATUS = z.object({
  template_id: id,
  status: z.object({ prev_status: text, new_status: text }),
  reason: text,
});

export const readTemplateStatus: Reader = (context) => {
  const read = STATUS.safeParse(context.raw).data;
  if (read === undefined) return null;
  const { template_id: templateId, status, reason } = read;
  const base = ofAccount(context);
  return {
    kind: 'template-status',
    ...base,
    templateId,
    former: status.prev_status,
    status: status.new_status,
    reason,
  };
};

/** A word in one source, former and new one in another. */
const QUALITY = z.object({
  template_id: id,
  quality: z.union([
    z.string().transform((word) => ({ prev_quality: null, new_quality: word })),
    z.object({ prev_quality: text, new_quality: text }),
  ]),
});

export const readTemplateQuality: Reader = (context) => {
  const read = QUALITY.safeParse(context.raw).data;
  if (read === undefined) return null;
  const { template_id: templateId, quality } = read;
  const { prev_quality: former, new_quality: now } = quality;
  return { kind: 'template-quality', ...ofAccount(context), templateId, former, quality: now };
};

const QUOTA = z.object({
  template_id: lenient(id),
  quota: z.object({ prev_value: lenient(count), new_value: lenient(count) }),
});

export const readQuotaChanged: Reader = (context) => {
  const read = QUOTA.safeParse(context.raw).data;
  if (read === undefined) return null;
  const { template_id: templateId, quota } = read;
  const base = ofAccount(context);
  return { kind: 'quota-changed', ...base, templateId, former: quota.prev_value, quota: quota.new_value };
};

export const readTemplateTags: Reader = (context) => ({ kind: 'template-tags', ...ofAccount(context) });

export const readJourney: Reader = (context) => ({ kind: 'journey', ...ofAccount(context) });

function ofAccount(context: EventContext) {
  return baseOf(context, { oaId: endsOf(context).oaId ?? context.knownOaId, userId: null });
}
