/** The parts of the Bot API's JSON that the simulator speaks, in Telegram's own field names. */

export interface WireUser {
  id: number;
  is_bot: boolean;
  first_name: string;
  last_name?: string;
  username?: string;
  language_code?: string;
}

export interface WireChat {
  id: number;
  type: 'private' | 'group' | 'supergroup' | 'channel';
  title?: string;
  first_name?: string;
  last_name?: string;
  username?: string;
}

export interface WireEntity {
  type: string;
  offset: number;
  length: number;
  url?: string;
  user?: WireUser;
  language?: string;
  custom_emoji_id?: string;
}

export interface WireInlineButton {
  text: string;
  style?: string;
  url?: string;
  callback_data?: string;
  [other: string]: unknown;
}

export interface WireKeyboardButton {
  text: string;
  [other: string]: unknown;
}

export interface WireInlineKeyboard {
  inline_keyboard: WireInlineButton[][];
}

export type WireReplyMarkup =
  | WireInlineKeyboard
  | {
      keyboard: WireKeyboardButton[][];
      one_time_keyboard?: boolean;
      resize_keyboard?: boolean;
      input_field_placeholder?: string;
    }
  | { remove_keyboard: true }
  | { force_reply: true; input_field_placeholder?: string };

export interface WireFile {
  file_id: string;
  file_unique_id: string;
  file_size?: number;
  file_path?: string;
}

export interface WirePhotoSize extends WireFile {
  width: number;
  height: number;
}

/** Document, video, audio, voice, animation and sticker share most fields; absent ones are left out. */
export interface WireMedia extends WireFile {
  file_name?: string;
  mime_type?: string;
  width?: number;
  height?: number;
  duration?: number;
  title?: string;
  performer?: string;
  type?: string;
  is_animated?: boolean;
  is_video?: boolean;
  emoji?: string;
}

export interface WireMessage {
  message_id: number;
  from?: WireUser;
  chat: WireChat;
  date: number;
  edit_date?: number;
  text?: string;
  entities?: WireEntity[];
  caption?: string;
  caption_entities?: WireEntity[];
  photo?: WirePhotoSize[];
  video?: WireMedia;
  document?: WireMedia;
  audio?: WireMedia;
  voice?: WireMedia;
  animation?: WireMedia;
  sticker?: WireMedia;
  location?: { latitude: number; longitude: number };
  contact?: { phone_number: string; first_name: string; user_id?: number };
  media_group_id?: string;
  has_protected_content?: true;
  reply_markup?: WireInlineKeyboard;
  reply_to_message?: WireMessage;
  forward_origin?: { type: 'hidden_user'; date: number; sender_user_name: string };
}

export interface WireCallbackQuery {
  id: string;
  from: WireUser;
  message: WireMessage;
  chat_instance: string;
  data: string;
}

export interface WireChatMember {
  user: WireUser;
  status: 'member' | 'kicked' | 'left';
  until_date?: number;
}

export interface WireChatMemberUpdated {
  chat: WireChat;
  from: WireUser;
  date: number;
  old_chat_member: WireChatMember;
  new_chat_member: WireChatMember;
}

/** What may stand in an update beside its id. */
export interface WireUpdateContent {
  message?: WireMessage;
  edited_message?: WireMessage;
  callback_query?: WireCallbackQuery;
  my_chat_member?: WireChatMemberUpdated;
}

export interface WireUpdate extends WireUpdateContent {
  update_id: number;
}

export interface WireCommand {
  command: string;
  description: string;
}
