import { z } from 'zod';
import type { Answer, Caller, CallOptions } from '../caller.js';
import { refuseFaults } from '../errors.js';
import { count, id, inData, lenient } from '../schema.js';
import { multipart } from './multipart.js';
import { type UploadFile, uploadFaults, VIDEO_RULE } from './uploadRules.js';

/** How far Zalo is with a video. `status` 0 to 5, of which only 1, ready, has a known meaning. */
export interface VideoProgress {
  readonly state: 'processing' | 'ready';
  readonly status: number;
  /** Null until it is ready. */
  readonly videoId: string | null;
  /** Percent, or null where it is not said. */
  readonly converted: number | null;
}

const READY = 1;
const TOKEN = inData(z.object({ token: z.string().min(1) }));
const PROGRESS = inData(
  z.object({ status: count, video_id: lenient(id), convert_percent: lenient(count) }).transform(
    ({ status, video_id, convert_percent }): VideoProgress => ({
      state: status === READY ? 'ready' : 'processing',
      status,
      videoId: video_id === '' ? null : video_id,
      converted: convert_percent,
    }),
  ),
);

/** Videos for articles. */
export class ArticleVideos {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** AVI or MP4, at most 50 MB. */
  async upload(file: UploadFile, options?: CallOptions): Promise<Answer<{ readonly token: string }>> {
    const path = '/v2.0/article/upload_video/preparevideo';
    refuseFaults(this.#caller.host, `POST ${path}`, uploadFaults(file, VIDEO_RULE));
    return this.#caller.call({ method: 'POST', path, body: multipart(file, VIDEO_RULE) }, TOKEN, options);
  }

  /** The token goes as a parameter, as the .NET SDK has it, and as a header, as the Java SDK has it. */
  verify(token: string, options?: CallOptions): Promise<Answer<VideoProgress>> {
    const path = '/v2.0/article/upload_video/verify';
    return this.#caller.call({ method: 'GET', path, query: { token }, headers: { token } }, PROGRESS, options);
  }
}
