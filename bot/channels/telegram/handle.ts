import { z } from 'zod';
import type { MediaRef } from '../../../content/message.js';

const file = z.object({ file_id: z.string().min(1) });
const message = z.object({
  photo: z.array(file).optional(),
  video: file.optional(),
  animation: file.optional(),
  document: file.optional(),
  audio: file.optional(),
});

/**
 * The handle under which Telegram will know the uploaded file again, or null. A silent video becomes an animation and
 * a sound sent as document an audio; their handles serve for the kind we sent all the same, because the Bot API server
 * holds everything but pictures for one class (tdlib, is_document_file_type).
 */
export function handleOf(result: unknown, kind: MediaRef['kind']): string | null {
  const parsed = message.safeParse(result);
  if (!parsed.success) return null;
  const { photo, video, animation, document, audio } = parsed.data;
  // The sizes of a picture come from small to large; the last is the picture itself.
  if (kind === 'photo') return photo?.at(-1)?.file_id ?? null;
  return (video ?? animation ?? document ?? audio)?.file_id ?? null;
}
