/**
 * A typed client of Zalo's official APIs. See README.md for an example of every call and for what is not certain.
 */
export { type Answer, appSecretProof, type CallOptions, type ClientOptions } from './caller.js';
export {
  type ArgumentFault,
  type ErrorClass,
  type ErrorHost,
  type Rate,
  type Sent,
  ZaloError,
  type ZaloErrorDetails,
} from './errors.js';
export { ERROR_TABLE, type ErrorMeaning, meaningOf } from './errorTable.js';
export { parseJson, parseJsonBytes } from './json.js';
export type { AccountInfo } from './oa/account.js';
export type {
  Article,
  ArticleBlock,
  ArticleList,
  ArticleProgress,
  ArticleSummary,
  Articles,
  VideoArticle,
} from './oa/articles.js';
export type { ArticleVideos, VideoProgress } from './oa/articleVideos.js';
export type { AgeBand, Broadcasts, BroadcastTarget } from './oa/broadcasts.js';
export type { Button } from './oa/buttons.js';
export { BROADCAST_CITIES } from './oa/cities.js';
export type { Consultation, ImageMessage, ToUser } from './oa/consultation.js';
export type { ConversationMessage, Conversations, Page, ReactionIcon } from './oa/conversations.js';
export type { MessageQuota, SentMessage } from './oa/message.js';
export {
  OPENAPI_ROOT,
  type TemplateData,
  ZaloOfficialAccount,
  type ZaloOfficialAccountOptions,
} from './oa/officialAccount.js';
export type { Allowance, OwnedQuota, OwnerQuery, Quota, UserQuota } from './oa/quota.js';
export type { Tags } from './oa/tags.js';
export type { UploadFile } from './oa/uploadRules.js';
export { UPLOAD_LIFE_MS, type Uploads } from './oa/uploads.js';
export type { SharedInfo, UserDetail, UserFilter, UserList, Users, UserUpdate } from './oa/users.js';
export { type Consent, OAUTH_ROOT, type PkceMode, type Tokens, ZaloOAuth, type ZaloOAuthOptions } from './oauth.js';
export { createPkce, type Pkce, pkceChallenge } from './pkce.js';
export {
  createTransport,
  type Transport,
  type TransportOptions,
  type TransportRequest,
  type TransportResult,
  type UndiciTransport,
} from './transport.js';
export type { Attachment } from './webhook/attachments.js';
export type * from './webhook/events.js';
export { dedupeKey, isInteraction, KNOWN_EVENTS, type ParseOptions, parseEvent } from './webhook/parseEvent.js';
export {
  DEFAULT_MAX_AGE_MS,
  isFresh,
  RETRY_HEADER,
  SERVER_HEADER,
  SIGNATURE_HEADER,
  type SignatureKeys,
  type SignatureVerdict,
  signWebhook,
  verifySignature,
} from './webhook/signature.js';
export { hashPhone, normalisePhone } from './zbs/phone.js';
export type {
  TemplateButton,
  TemplateInfo,
  TemplateParam,
  TemplateStatus,
  TemplateSummary,
} from './zbs/templateInfo.js';
export {
  BUSINESS_ROOT,
  type DeliveryStatus,
  type HashedTemplateMessage,
  type Rating,
  type SenderQuality,
  type SentTemplate,
  type TemplateMessage,
  type TemplateQuota,
  type TimeRange,
  ZaloTemplates,
  type ZaloTemplatesOptions,
} from './zbs/templates.js';
export { validateTemplateData } from './zbs/validate.js';
