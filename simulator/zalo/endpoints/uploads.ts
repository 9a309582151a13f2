import { TO_NOBODY, type ZaloEndpoint } from '../call.js';
import type { UploadKind } from '../uploads.js';

/** Pictures, moving pictures and documents: multipart, in the field `file`. */
export const uploadEndpoints: ZaloEndpoint[] = (['image', 'gif', 'file'] as const).map(
  (kind: UploadKind): ZaloEndpoint => ({
    api: 'openapi',
    verb: 'POST',
    path: `/v2.0/oa/upload/${kind}`,
    bucket: 'oa',
    delivers: false,
    to: TO_NOBODY,
    run({ core, files, nowMs }) {
      const { id } = core.uploads.put(kind, files.get('file'), nowMs);
      return { data: kind === 'file' ? { token: id } : { attachment_id: id } };
    },
  }),
);
