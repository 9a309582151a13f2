import { vietnamDay } from '../../base/vietnamDay.js';
import type { Database } from '../../prisma/database.js';
import { type Act, acting, type TurnedAway } from './acting.js';
import { addEvent } from './events.js';
import type { Obligation } from './obligation.js';
import { textOf } from './reportDone.js';

/** What was sent: bytes that are kept (by their hash), or a file that the channel keeps. */
export interface Attachment {
  kind: 'picture' | 'file';
  name: string | null;
  sha256?: string;
  fileId?: string;
  channel?: string;
  size?: number;
}

/** Keeps with an obligation that a picture or a file came with it; possible at any time, so that nothing that was sent is lost. */
export async function addAttachment(
  db: Database,
  act: Act & { file: Attachment },
): Promise<{ kind: 'done'; obligation: Obligation } | TurnedAway> {
  return acting(db, act, async (client, obligation): Promise<{ kind: 'done'; obligation: Obligation }> => {
    const { officialId, at, key, file } = act;
    await addEvent(client, {
      obligationId: obligation.id,
      at,
      kind: 'attachment',
      onDay: vietnamDay(at),
      officialId,
      key,
      data: { ...file, name: textOf(file.name) },
    });
    return { kind: 'done', obligation };
  });
}
