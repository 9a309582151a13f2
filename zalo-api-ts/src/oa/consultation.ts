import type { Answer, Caller, CallOptions } from '../caller.js';
import { type ArgumentFault, refuseFaults } from '../errors.js';
import { type Button, buttonFaults, buttonOnWire } from './buttons.js';
import { lengthFaults, MAX_INFO_TITLE, MAX_TEXT, nfc, requiredFaults, urlFaults } from './limits.js';
import { SENT_MESSAGE, type SentMessage } from './message.js';

/** To one user of this Official Account. */
export interface ToUser {
  readonly userId: string;
}

export type ImageMessage = ToUser & { readonly text?: string } & (
    | { readonly url: string; readonly attachmentId?: never }
    | { readonly attachmentId: string; readonly url?: never }
  );

const PATH = '/v3.0/oa/message/cs';

/**
 * Consultation messages (CS): free text to one person who interacted within the last seven days (free within 48 hours;
 * afterwards from the quota or the wallet; -230 after seven days).
 *
 * Source: developers.zalo.me, Official Account, "tin-nhan/tin-tu-van"; the official SDKs.
 */
export class Consultation {
  readonly #caller: Caller;
  readonly #buttonsTemplateType: string | null;

  constructor(caller: Caller, buttonsTemplateType: string | null) {
    this.#caller = caller;
    this.#buttonsTemplateType = buttonsTemplateType;
  }

  /** Text of at most 2,000 characters, as an answer to `quoteMessageId` where that is given. */
  sendText(
    { userId, text, quoteMessageId }: ToUser & { readonly text: string; readonly quoteMessageId?: string | undefined },
    options?: CallOptions,
  ): Promise<Answer<SentMessage>> {
    const quote = quoteMessageId === undefined ? {} : { quote_message_id: quoteMessageId };
    return this.#send(userId, { text: nfc(text), ...quote }, lengthFaults('text', text, MAX_TEXT), options);
  }

  /** An image by its address or by the id of an upload, with a text below it if one is given. */
  sendImage(image: ImageMessage, options?: CallOptions): Promise<Answer<SentMessage>> {
    const source = image.url === undefined ? { attachment_id: image.attachmentId } : { url: image.url };
    const faults = [
      ...(image.text === undefined ? [] : lengthFaults('text', image.text, MAX_TEXT)),
      ...(image.url === undefined ? requiredFaults({ attachmentId: image.attachmentId }) : urlFaults('url', image.url)),
    ];
    return this.#sendMedia(image.userId, image.text, { media_type: 'image', ...source }, faults, options);
  }

  /** A GIF that was uploaded. Width and height, in pixels, have one source. */
  sendGif(
    gif: ToUser & { readonly attachmentId: string; readonly width: number; readonly height: number; text?: string },
    options?: CallOptions,
  ): Promise<Answer<SentMessage>> {
    const { userId, attachmentId, width, height, text } = gif;
    const faults = [
      ...requiredFaults({ attachmentId }),
      ...(text === undefined ? [] : lengthFaults('text', text, MAX_TEXT)),
    ];
    const element = { media_type: 'gif', attachment_id: attachmentId, width, height };
    return this.#sendMedia(userId, text, element, faults, options);
  }

  /** A sticker, by its id at Zalo. */
  sendSticker(
    { userId, attachmentId }: ToUser & { readonly attachmentId: string },
    options?: CallOptions,
  ): Promise<Answer<SentMessage>> {
    const element = { media_type: 'sticker', attachment_id: attachmentId };
    return this.#sendMedia(userId, undefined, element, requiredFaults({ attachmentId }), options);
  }

  /** A file that was uploaded; its recipient loses it when the upload expires, after seven days. */
  sendFile(
    { userId, token }: ToUser & { readonly token: string },
    options?: CallOptions,
  ): Promise<Answer<SentMessage>> {
    const message = { attachment: { type: 'file', payload: { token } } };
    return this.#send(userId, message, requiredFaults({ token }), options);
  }

  /**
   * Text with up to five buttons. Two third parties describe it, with and without a `template_type`: see
   * `buttonsTemplateType` of the client.
   */
  sendButtons(
    { userId, text, buttons }: ToUser & { readonly text: string; readonly buttons: readonly Button[] },
    options?: CallOptions,
  ): Promise<Answer<SentMessage>> {
    const type = this.#buttonsTemplateType === null ? {} : { template_type: this.#buttonsTemplateType };
    const payload = { ...type, buttons: buttons.map(buttonOnWire) };
    const faults = [...lengthFaults('text', text, MAX_TEXT), ...buttonFaults(buttons)];
    return this.#send(userId, { text: nfc(text), attachment: { type: 'template', payload } }, faults, options);
  }

  /** Asks the user for name, telephone and address. What they give arrives as `user_submit_info`. */
  requestUserInfo(
    request: ToUser & { readonly title: string; readonly subtitle: string; readonly imageUrl: string },
    options?: CallOptions,
  ): Promise<Answer<SentMessage>> {
    const { userId, title, subtitle, imageUrl } = request;
    const payload = {
      template_type: 'request_user_info',
      elements: [{ title: nfc(title), subtitle: nfc(subtitle), image_url: imageUrl }],
    };
    const faults = [
      ...lengthFaults('title', title, MAX_INFO_TITLE),
      ...requiredFaults({ subtitle }),
      ...urlFaults('imageUrl', imageUrl),
    ];
    return this.#send(userId, { attachment: { type: 'template', payload } }, faults, options);
  }

  #sendMedia(
    userId: string,
    text: string | undefined,
    element: object,
    faults: ArgumentFault[],
    options: CallOptions | undefined,
  ): Promise<Answer<SentMessage>> {
    const attachment = { type: 'template', payload: { template_type: 'media', elements: [element] } };
    return this.#send(userId, { ...(text === undefined ? {} : { text: nfc(text) }), attachment }, faults, options);
  }

  async #send(userId: string, message: object, faults: ArgumentFault[], options: CallOptions | undefined) {
    refuseFaults(this.#caller.host, `POST ${PATH}`, [...requiredFaults({ userId }), ...faults]);
    return this.#caller.post(PATH, { recipient: { user_id: userId }, message }, SENT_MESSAGE, options);
  }
}
