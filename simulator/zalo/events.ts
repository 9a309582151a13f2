import type { ZaloMessage } from './message.js';
import type { ZaloUser } from './user.js';

/** Who carries events to the app. */
export interface EventSink {
  emit(event: ZaloEvent): void;
  readonly wants: boolean;
}

/** An event before app id and timestamp are put in; `zns` ones come with a header of their own. */
export interface ZaloEvent {
  name: string;
  body: Record<string, unknown>;
  zns?: boolean;
}

const NO_SINK: EventSink = { emit: () => undefined, wants: false };

/** The events of the OA's webhook, in Zalo's shapes. Costs nothing while nobody listens. */
export class ZaloEvents {
  sink: EventSink = NO_SINK;
  readonly #oaId: string;

  constructor(oaId: string) {
    this.#oaId = oaId;
  }

  /** What a person sent: `user_send_text` and its kin. */
  userSent(user: ZaloUser, name: string, message: Record<string, unknown>): void {
    if (!this.sink.wants) return;
    this.sink.emit({
      name,
      body: {
        sender: { id: user.id },
        user_id_by_app: byApp(user.id),
        recipient: { id: this.#oaId },
        event_name: name,
        message,
      },
    });
  }

  /** The echo of everything the OA says, be it by API or by a human in the OA's tool. */
  oaSent(user: ZaloUser, message: ZaloMessage): void {
    if (!this.sink.wants) return;
    const name = ECHOES[message.kind];
    if (name === undefined) return;
    const sender = message.adminId === undefined ? { id: this.#oaId } : { id: this.#oaId, admin_id: message.adminId };
    this.sink.emit({
      name,
      body: {
        sender,
        user_id_by_app: byApp(user.id),
        recipient: { id: user.id },
        event_name: name,
        message: {
          msg_id: message.id,
          ...(message.text === '' ? {} : { text: message.text }),
          ...attachments(message),
        },
      },
    });
  }

  oaReacted(user: ZaloUser, messageId: string, icon: string): void {
    if (!this.sink.wants) return;
    const name = 'oa_reacted_message';
    const message = { msg_id: messageId, react_icon: icon };
    const body = { sender: { id: this.#oaId }, recipient: { id: user.id }, event_name: name, message };
    this.sink.emit({ name, body });
  }

  followed(user: ZaloUser, source: string): void {
    this.#follower(user, 'follow', { source });
  }

  unfollowed(user: ZaloUser): void {
    this.#follower(user, 'unfollow', {});
  }

  #follower(user: ZaloUser, name: string, more: Record<string, unknown>): void {
    if (!this.sink.wants) return;
    const body = { oa_id: this.#oaId, follower: { id: user.id }, user_id_by_app: byApp(user.id), event_name: name };
    this.sink.emit({ name, body: { ...body, ...more } });
  }

  /** Events that say only whom they are about: `user_click_chatnow`, `user_withdraw`. */
  about(user: ZaloUser, name: string): void {
    if (!this.sink.wants) return;
    const body = { oa_id: this.#oaId, user_id: user.id, user_id_by_app: byApp(user.id), event_name: name };
    this.sink.emit({ name, body });
  }

  submitted(user: ZaloUser, info: Record<string, unknown>): void {
    if (!this.sink.wants) return;
    const body = { sender: { id: user.id }, recipient: { id: this.#oaId }, event_name: 'user_submit_info', info };
    this.sink.emit({ name: 'user_submit_info', body });
  }

  received(user: ZaloUser, messageId: string): void {
    if (!this.sink.wants) return;
    const name = 'user_received_message';
    this.sink.emit({
      name,
      body: {
        sender: { id: this.#oaId },
        recipient: { id: user.id },
        event_name: name,
        message: { msg_id: messageId },
      },
    });
  }

  seen(user: ZaloUser, messageIds: string[], sender: 'user' | 'oa'): void {
    if (!this.sink.wants) return;
    const name = 'user_seen_message';
    const [from, to] = sender === 'user' ? [user.id, this.#oaId] : [this.#oaId, user.id];
    const body = { sender: { id: from }, recipient: { id: to }, event_name: name, message: { msg_ids: messageIds } };
    this.sink.emit({ name, body });
  }

  /** A template reached the phone; `recipient` is the number as it was given, hash included. */
  templateReceived(recipient: string, messageId: string, trackingId: string, deliveredMs: number): void {
    if (!this.sink.wants) return;
    const name = 'user_received_message';
    const message = { delivery_time: String(deliveredMs), msg_id: messageId, tracking_id: trackingId };
    const body = { sender: { id: this.#oaId }, recipient: { id: recipient }, event_name: name, message };
    this.sink.emit({ name, body, zns: true });
  }

  /** Somebody has tapped one of a template's answers. */
  quickReplied(message: ZaloMessage, data: string, nowMs: number): void {
    const told = { submit_time: String(nowMs), button_type: 'response', data };
    const tracking = { tracking_id: message.template?.trackingId ?? '' };
    this.zbs('user_click_response_button', { message: { ...told, ...tracking }, msg_id: message.id });
  }

  /** This one writes `oaId`. */
  dailyQuotaChanged(quota: Record<string, string>): void {
    const name = 'change_oa_daily_quota';
    if (this.sink.wants) this.sink.emit({ name, body: { event_name: name, oaId: this.#oaId, quota }, zns: true });
  }

  /** The other events about templates and quotas: the caller knows their shape. */
  zbs(name: string, body: Record<string, unknown>): void {
    if (!this.sink.wants) return;
    this.sink.emit({ name, body: { event_name: name, oa_id: this.#oaId, ...body }, zns: true });
  }
}

const ECHOES: Partial<Record<ZaloMessage['kind'], string>> = {
  text: 'oa_send_text',
  image: 'oa_send_image',
  gif: 'oa_send_gif',
  sticker: 'oa_send_sticker',
  file: 'oa_send_file',
  'request-info': 'oa_send_list',
};

function attachments(message: ZaloMessage): Record<string, unknown> {
  if (message.file !== undefined) {
    const { name, size } = message.file;
    return { attachments: [{ type: 'file', payload: { name, size: String(size) } }] };
  }
  if (message.picture !== undefined) {
    const url =
      'url' in message.picture ? message.picture.url : `https://simulator.invalid/${message.picture.attachmentId}`;
    return { attachments: [{ type: message.kind, payload: { thumbnail: url, url } }] };
  }
  return {};
}

/** The id by which the app, over all its OAs, would know the person. */
export function byApp(userId: string): string {
  return `55${userId.slice(2)}`;
}
