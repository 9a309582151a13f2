import { randomUUID } from 'node:crypto';
import { typeOf, type UploadFile, type UploadRule } from './uploadRules.js';

/** A form with the one field `file`, as all uploads take it. */
export function multipart({ bytes, name }: UploadFile, rule: UploadRule): { type: string; bytes: Uint8Array } {
  const boundary = `zalo-api-ts-${randomUUID()}`;
  // Quotes and line breaks would end the header early.
  const quoted = name.replace(/[\r\n]+/g, ' ').replaceAll('"', '%22');
  const head = [
    `--${boundary}`,
    `Content-Disposition: form-data; name="file"; filename="${quoted}"`,
    `Content-Type: ${typeOf(name, rule)?.mime ?? 'application/octet-stream'}`,
    '',
    '',
  ].join('\r\n');
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}
