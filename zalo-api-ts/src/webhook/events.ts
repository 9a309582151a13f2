import type { Attachment } from './attachments.js';

interface EventBase {
  /** Zalo's name, `user_send_text`. */
  readonly eventName: string;
  readonly appId: string | null;
  /** Which Official Account it belongs to; null where the event does not say. Compare it with yours. */
  readonly oaId: string | null;
  /** The user it is about, as this account knows them; null where there is none or it cannot be told. */
  readonly userId: string | null;
  /** `timestamp`: when it happened, or for some kinds when Zalo wrote it. */
  readonly at: Date | null;
  /** The whole event as it came, with big integers as strings. */
  readonly raw: Readonly<Record<string, unknown>>;
}

interface MessageBase extends EventBase {
  readonly messageId: string;
  readonly text: string | null;
  readonly attachments: readonly Attachment[];
  readonly quotedMessageId: string | null;
}

/** `user_send_text`, `_image`, `_link`, `_audio`, `_video`, `_sticker`, `_gif`, `_location`, `_business_card`, `_file`. */
export interface UserMessageEvent extends MessageBase {
  readonly kind: 'user-message';
  readonly userId: string;
}

/** `oa_send_…`: whatever the account sends is told to you, your own calls included. */
export interface OaMessageEvent extends MessageBase {
  readonly kind: 'oa-message';
  /** Who wrote it by hand in Zalo's tool for accounts; null for what a program sent. */
  readonly adminId: string | null;
}

/** `anonymous_send_…`, and `oa_send_anonymous_…` as answers to it: visitors of a web site. */
export interface AnonymousMessageEvent extends MessageBase {
  readonly kind: 'anonymous-message' | 'oa-anonymous-message';
  readonly conversationId: string | null;
  readonly anonymousId: string | null;
}

export interface FollowEvent extends EventBase {
  readonly kind: 'follow' | 'unfollow';
  readonly userId: string;
  /** `oa_profile`, `message_invite`, `social_plugin`; never on `unfollow`. */
  readonly source: string | null;
}

/** `user_click_chatnow`: once per user; the account may write first then. */
export interface ChatNowEvent extends EventBase {
  readonly kind: 'chat-now';
  readonly userId: string;
}

/** `user_seen_message`: from telephones only, best effort. Reading is no interaction. */
export interface SeenEvent extends EventBase {
  readonly kind: 'seen';
  readonly messageIds: readonly string[];
}

/** `user_received_message` of a message by user id. */
export interface ReceivedEvent extends EventBase {
  readonly kind: 'received';
  readonly messageId: string;
}

/** `user_received_message` of a template by telephone: it was delivered, and is paid. */
export interface TemplateReceivedEvent extends EventBase {
  readonly kind: 'template-received';
  readonly messageId: string;
  readonly trackingId: string | null;
  readonly deliveredAt: Date | null;
  /** The number, or its hash where it was sent by hash. */
  readonly recipient: string | null;
}

export interface ReactionEvent extends EventBase {
  readonly kind: 'reaction';
  readonly by: 'user' | 'oa';
  readonly messageId: string;
  readonly icon: string | null;
}

/** `user_submit_info`: the answer to `requestUserInfo`, given with consent. Personal data. */
export interface SubmitInfoEvent extends EventBase {
  readonly kind: 'submit-info';
  readonly userId: string;
  readonly info: {
    readonly name: string | null;
    readonly phone: string | null;
    readonly birthDate: string | null;
    readonly gender: string | null;
    readonly address: string | null;
    readonly ward: string | null;
    readonly district: string | null;
    readonly city: string | null;
  };
}

/** `user_withdraw`: the user asks that their data be given up. It must be done. */
export interface WithdrawEvent extends EventBase {
  readonly kind: 'withdraw';
  readonly userId: string;
}

/** `update_user_info`. */
export interface UserInfoUpdatedEvent extends EventBase {
  readonly kind: 'user-info-updated';
}

/** `add_user_to_tag`, `remove_user_from_tag`, `remove_tag`. */
export interface TagEvent extends EventBase {
  readonly kind: 'tag';
  readonly action: 'added' | 'removed' | 'deleted';
  readonly tagName: string;
  readonly userIds: readonly string[];
}

/** `widget_interaction_accepted`, `widget_failed_to_sync_user_external_id`. */
export interface WidgetEvent extends EventBase {
  readonly kind: 'widget';
  readonly action: 'accepted' | 'failed';
  readonly externalId: string | null;
  readonly url: string | null;
}

/** Group chats (GMF): everything beside the two ids is in `raw`. */
export interface GroupEvent extends EventBase {
  readonly kind: 'group';
  readonly groupId: string | null;
}

/** `oa_send_consent`, `user_reply_consent`, `user_call_oa`, `oa_call_user`; the rest is in `raw`. */
export interface CallEvent extends EventBase {
  readonly kind: 'call';
}

/** `user_feedback`: a rating. It names no user: join it by `messageId`. */
export interface TemplateFeedbackEvent extends EventBase {
  readonly kind: 'template-feedback';
  readonly messageId: string;
  readonly trackingId: string | null;
  readonly rate: number | null;
  readonly note: string | null;
  readonly feedbacks: readonly string[];
  readonly submittedAt: Date | null;
}

/** `user_click_response_button`: a quick reply of a template. */
export interface TemplateResponseEvent extends EventBase {
  readonly kind: 'template-response';
  readonly messageId: string | null;
  readonly trackingId: string | null;
  readonly data: string | null;
  readonly submittedAt: Date | null;
}

/** `change_template_status`. */
export interface TemplateStatusEvent extends EventBase {
  readonly kind: 'template-status';
  readonly templateId: string;
  readonly former: string | null;
  readonly status: string | null;
  readonly reason: string | null;
}

/** `change_template_quality`. */
export interface TemplateQualityEvent extends EventBase {
  readonly kind: 'template-quality';
  readonly templateId: string;
  readonly former: string | null;
  readonly quality: string | null;
}

/** `change_oa_daily_quota`, and `change_template_quota` where `templateId` is given. */
export interface QuotaChangedEvent extends EventBase {
  readonly kind: 'quota-changed';
  readonly templateId: string | null;
  readonly former: number | null;
  readonly quota: number | null;
}

/** `change_oa_template_tags`; the tags are in `raw`. */
export interface TemplateTagsEvent extends EventBase {
  readonly kind: 'template-tags';
}

/** `event_journey_time_out`, `event_journey_acknowledged`; the rest is in `raw`. */
export interface JourneyEvent extends EventBase {
  readonly kind: 'journey';
}

/**
 * Everything else: an event that no source describes (`name`), a known one whose form does not fit (`shape`), or JSON
 * that is no event at all (`not-an-event`). It must be answered with 200 all the same.
 */
export interface UnknownEvent extends EventBase {
  readonly kind: 'unknown';
  readonly why: 'name' | 'shape' | 'not-an-event';
}

export type ZaloEvent =
  | UserMessageEvent
  | OaMessageEvent
  | AnonymousMessageEvent
  | FollowEvent
  | ChatNowEvent
  | SeenEvent
  | ReceivedEvent
  | TemplateReceivedEvent
  | ReactionEvent
  | SubmitInfoEvent
  | WithdrawEvent
  | UserInfoUpdatedEvent
  | TagEvent
  | WidgetEvent
  | GroupEvent
  | CallEvent
  | TemplateFeedbackEvent
  | TemplateResponseEvent
  | TemplateStatusEvent
  | TemplateQualityEvent
  | QuotaChangedEvent
  | TemplateTagsEvent
  | JourneyEvent
  | UnknownEvent;
