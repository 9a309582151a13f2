/** A button as it came: what pressing it does depends on its type. */
export interface ZaloButton {
  title: string;
  type: string;
  /** Text for `oa.query.*`, an object for the others. */
  payload: unknown;
}

export interface ZaloArticleCard {
  id: string;
  title: string;
  description: string;
}

/** A message as it lies on a phone. */
export interface ZaloMessage {
  id: string;
  atMs: number;
  /** `admin`: a human in the OA's own tool. */
  from: 'oa' | 'admin' | 'user';
  kind: ZaloMessageKind;
  text: string;
  /** Of pictures: an address on the web (never fetched) or the id of an upload. */
  picture?: { url: string } | { attachmentId: string };
  /** Of files: the token of the upload. */
  file?: { token: string; name: string; size: number };
  /** Of `request-info`: what is asked for. */
  request?: { title: string; subtitle: string };
  /** Of `template`: which, and what was put in. */
  template?: { id: string; name: string; data: Record<string, string>; trackingId: string | null };
  /** Of `article`: the one to five that a broadcast carried. */
  articles?: ZaloArticleCard[];
  buttons?: ZaloButton[];
  quoteOf?: string;
  /** Reactions of the phone's owner or of the OA. */
  reaction?: string;
  adminId?: string;
}

export type ZaloMessageKind =
  | 'text'
  | 'image'
  | 'gif'
  | 'sticker'
  | 'file'
  | 'request-info'
  | 'template'
  | 'article'
  | 'audio'
  | 'location'
  | 'info';

/** What a call wants said; the world gives it an id and a time. */
export type ZaloDraft = Omit<ZaloMessage, 'id' | 'atMs' | 'from'>;
