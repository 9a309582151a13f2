import { z } from 'zod';
import type { Answer, Caller, CallOptions } from '../caller.js';
import { refuseFaults } from '../errors.js';
import { id, inData } from '../schema.js';
import { multipart } from './multipart.js';
import { FILE_RULE, GIF_RULE, IMAGE_RULE, type UploadFile, type UploadRule, uploadFaults } from './uploadRules.js';

const ATTACHMENT = inData(z.object({ attachment_id: id })).transform(({ attachment_id }) => ({
  attachmentId: attachment_id,
}));
const TOKEN = inData(z.object({ token: z.string().min(1) }));

/** How long an upload can be used (then -100), and a file be opened by those who got it. */
export const UPLOAD_LIFE_MS = 7 * 24 * 60 * 60 * 1_000;

/**
 * What messages refer to. Type and size are looked at before anything is sent; 5,000 uploads a month per app.
 *
 * Source: developers.zalo.me, Official Account; the official SDKs.
 */
export class Uploads {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** JPEG or PNG, at most 1 MB. */
  image(file: UploadFile, options?: CallOptions): Promise<Answer<{ readonly attachmentId: string }>> {
    return this.#upload('/v2.0/oa/upload/image', file, IMAGE_RULE, ATTACHMENT, options);
  }

  /** GIF, at most 5 MB. */
  gif(file: UploadFile, options?: CallOptions): Promise<Answer<{ readonly attachmentId: string }>> {
    return this.#upload('/v2.0/oa/upload/gif', file, GIF_RULE, ATTACHMENT, options);
  }

  /** PDF, DOC, DOCX or CSV, at most 5 MB. */
  file(file: UploadFile, options?: CallOptions): Promise<Answer<{ readonly token: string }>> {
    return this.#upload('/v2.0/oa/upload/file', file, FILE_RULE, TOKEN, options);
  }

  async #upload<T>(path: string, file: UploadFile, rule: UploadRule, schema: z.ZodType<T>, options?: CallOptions) {
    refuseFaults(this.#caller.host, `POST ${path}`, uploadFaults(file, rule));
    return this.#caller.call({ method: 'POST', path, body: multipart(file, rule) }, schema, options);
  }
}
