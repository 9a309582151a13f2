import { z } from 'zod';
import { count, id, lenient, text } from '../schema.js';

/** What came with a message. `other`: a type, or a form of one, that no source describes; `payload` is as it came. */
export type Attachment =
  | { readonly type: 'image' | 'gif'; readonly url: string; readonly thumbnailUrl: string | null }
  | {
      readonly type: 'link';
      readonly url: string;
      readonly description: string | null;
      readonly thumbnailUrl: string | null;
    }
  /** AMR, as a rule. */
  | { readonly type: 'audio'; readonly url: string }
  | {
      readonly type: 'video';
      readonly url: string;
      readonly description: string | null;
      readonly thumbnailUrl: string | null;
    }
  | { readonly type: 'sticker'; readonly stickerId: string | null; readonly url: string | null }
  | { readonly type: 'location'; readonly latitude: number; readonly longitude: number }
  | {
      readonly type: 'file';
      readonly url: string;
      readonly name: string | null;
      readonly sizeBytes: number | null;
      /** MD5, hex. */
      readonly checksum: string | null;
      /** As Zalo names it: `pdf`, `docx`, … */
      readonly fileType: string | null;
    }
  | { readonly type: 'other'; readonly name: string; readonly payload: unknown };

const degrees = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
]);
const MEDIA = z.object({ url: z.string(), thumbnail: text, description: text });
const STICKER = z.object({ id: lenient(id), url: text });
const LOCATION = z.object({ coordinates: z.object({ latitude: degrees, longitude: degrees }) });
const FILE = z.object({ url: z.string(), name: text, size: lenient(count), checksum: text, type: text });

const ATTACHMENT = z.object({ type: z.string(), payload: z.unknown() });

/** Of `message.attachments`; nothing in it can make an event unreadable. */
export const ATTACHMENTS = lenient(z.array(z.unknown())).transform((list) =>
  (list ?? []).map((one): Attachment => {
    const { type, payload } = ATTACHMENT.safeParse(one).data ?? { type: 'unknown', payload: one };
    return READERS[type]?.(payload) ?? { type: 'other', name: type, payload };
  }),
);

const READERS: Readonly<Record<string, (payload: unknown) => Attachment | null>> = {
  image: (payload) => media('image', payload),
  gif: (payload) => media('gif', payload),
  link: (payload) => described('link', payload),
  video: (payload) => described('video', payload),
  audio: (payload) => {
    const read = MEDIA.safeParse(payload).data;
    return read === undefined ? null : { type: 'audio', url: read.url };
  },
  sticker: (payload) => {
    const read = STICKER.safeParse(payload).data;
    return read === undefined ? null : { type: 'sticker', stickerId: read.id, url: read.url };
  },
  location: (payload) => {
    const read = LOCATION.safeParse(payload).data;
    return read === undefined ? null : { type: 'location', ...read.coordinates };
  },
  file: (payload) => {
    const read = FILE.safeParse(payload).data;
    if (read === undefined) return null;
    const { url, name, size, checksum, type } = read;
    return { type: 'file', url, name, sizeBytes: size, checksum, fileType: type };
  },
};

function media(type: 'image' | 'gif', payload: unknown): Attachment | null {
  const read = MEDIA.safeParse(payload).data;
  return read === undefined ? null : { type, url: read.url, thumbnailUrl: read.thumbnail };
}

function described(type: 'link' | 'video', payload: unknown): Attachment | null {
  const read = MEDIA.safeParse(payload).data;
  if (read === undefined) return null;
  return { type, url: read.url, description: read.description, thumbnailUrl: read.thumbnail };
}
