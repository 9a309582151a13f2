import { type Answer, Caller, type CallOptions, type ClientOptions } from '../caller.js';
import { refuseFaults } from '../errors.js';
import { ACCOUNT, type AccountInfo } from './account.js';
import { Articles } from './articles.js';
import { Broadcasts } from './broadcasts.js';
import { Consultation } from './consultation.js';
import { Conversations } from './conversations.js';
import { requiredFaults } from './limits.js';
import { SENT_MESSAGE, type SentMessage } from './message.js';
import { Quota } from './quota.js';
import { Tags } from './tags.js';
import { Uploads } from './uploads.js';
import { Users } from './users.js';

export const OPENAPI_ROOT = 'https://openapi.zalo.me';

export interface ZaloOfficialAccountOptions extends ClientOptions {
  /** Default https://openapi.zalo.me. */
  readonly root?: string | undefined;
  /**
   * What stands as `template_type` beside the buttons of a text; null for nothing, as the better of two sources has it.
   */
  readonly buttonsTemplateType?: string | null | undefined;
}

/** The values of a template's parameters, by name. */
export type TemplateData = Readonly<Record<string, string | number>>;

/**
 * The API of an Official Account. A call is made once and is not repeated; every one throws ZaloError and nothing else,
 * except for what `accessToken` throws.
 */
export class ZaloOfficialAccount {
  readonly consultation: Consultation;
  readonly broadcasts: Broadcasts;
  readonly articles: Articles;
  readonly users: Users;
  readonly tags: Tags;
  readonly uploads: Uploads;
  readonly conversations: Conversations;
  readonly quota: Quota;
  readonly #caller: Caller;

  constructor(options: ZaloOfficialAccountOptions) {
    const caller = new Caller('openapi', options.root ?? OPENAPI_ROOT, options);
    this.#caller = caller;
    this.consultation = new Consultation(caller, options.buttonsTemplateType ?? null);
    this.broadcasts = new Broadcasts(caller);
    this.articles = new Articles(caller);
    this.users = new Users(caller);
    this.tags = new Tags(caller);
    this.uploads = new Uploads(caller);
    this.conversations = new Conversations(caller);
    this.quota = new Quota(caller);
  }

  /** Name, package and verification of the account: a good check that the token works. */
  info(options?: CallOptions): Promise<Answer<AccountInfo>> {
    return this.#caller.get('/v2.0/oa/getoa', undefined, ACCOUNT, options);
  }

  /**
   * A ZBS template to a user of this account, whenever they last interacted. Paid; the template must have been approved.
   * There is no tracking id here: keep `messageId`, which the delivery event names. -249 for templates made before
   * 10 December 2025 and for those with one-time codes or quick replies. Which codes tell of a fault in the template is not
   * documented: one that the table of openapi does not have is looked up in that of the template messages.
   *
   * Source: developers.zalo.me, ZBS Template Message, by UID.
   */
  async sendTemplate(
    message: { readonly userId: string; readonly templateId: string; readonly templateData: TemplateData },
    options?: CallOptions,
  ): Promise<Answer<SentMessage>> {
    const path = '/v3.0/oa/message/template';
    const { userId, templateId, templateData } = message;
    refuseFaults(this.#caller.host, `POST ${path}`, requiredFaults({ userId, templateId }));
    const body = { user_id: userId, template_id: templateId, template_data: templateData };
    // Faults of the template itself may be told by the codes of the other host, where templates live.
    return this.#caller.post(path, body, SENT_MESSAGE, options, { alsoCodesOf: 'business' });
  }
}
