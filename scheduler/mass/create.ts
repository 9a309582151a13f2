import { HOUR_MS } from '../../base/clock.js';
import { argumentFault, InputError } from '../../base/errors.js';
import { type Article, picturesOf } from '../../content/article.js';
import type { MediaFile } from '../../content/media.js';
import { appendAudit } from '../../people/appendAudit.js';
import { inTransaction } from '../../people/inTransaction.js';
import { oneRow } from '../../people/queryable.js';
import { requireStaff } from '../../people/requireStaff.js';
import type { Database } from '../../prisma/database.js';
import { refusal } from '../broadcast/find.js';
import { USELESS_AFTER_HOURS } from '../broadcast/start.js';
import { formatVietnamTime } from '../time/vietnamTime.js';
import type { MassPlatform } from './channel.js';
import type { StoredTarget } from './row.js';
import { type MassTarget, readMassAudience } from './target.js';
import type { MassBy } from './verbs.js';

export interface NewMassPost {
  article: Article;
  /** Its pictures, by the SHA-256 of their bytes. */
  media: ReadonlyMap<string, MediaFile>;
  /** The rule as a person wrote it; only provinces can be meant. */
  audience: string;
  /** What restricts the target further. */
  narrower: Omit<MassTarget, 'provinces'>;
  /** Null: when somebody says "send". */
  at: Date | null;
  /** Useless after; null: 72 hours after it was due. */
  until: Date | null;
}

/** Writes a draft: article, pictures, target and audit entry together or not at all. Throws InputError. */
export async function createMassPost(
  db: Database,
  platform: MassPlatform,
  wanted: NewMassPost,
  by: MassBy & { name: string },
): Promise<{ id: string }> {
  const staff = await requireStaff(db, by.name, 'article.create', { locale: by.locale });
  const provinces = await readMassAudience(db, wanted.audience, {
    boundPlace: staff.place,
    channel: platform.name,
    locale: by.locale,
  });
  const target: MassTarget = { provinces, ...wanted.narrower };
  const { address, places } = platform.express(target, by.say);
  const stored: StoredTarget = { ...target, places };
  checkTimes(wanted, by);
  const pictures = [...new Set(picturesOf(wanted.article).map(({ sha256 }) => sha256))];
  return inTransaction(db, async (client) => {
    for (const [sha256, file] of wanted.media) {
      await client.query(
        `insert into media (sha256, mime, file_name, bytes) values ($1, $2, $3, $4) on conflict (sha256) do nothing`,
        [sha256, file.mime, file.fileName, Buffer.from(file.bytes)],
      );
    }
    const { id } = await oneRow<{ id: number }>(
      client,
      `insert into mass_post (channel, sender, article, pictures, audience, target, address, at, until, created_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
      [
        platform.name,
        platform.sender,
        JSON.stringify(wanted.article),
        pictures,
        wanted.audience.trim(),
        JSON.stringify(stored),
        JSON.stringify(address),
        wanted.at,
        wanted.until,
        staff.name,
      ],
    );
    await appendAudit(client, {
      at: by.clock.now(),
      actor: staff.name,
      action: 'article.create',
      subject: `article:${id}`,
      detail: {},
    });
    return { id: String(id) };
  });
}

function checkTimes({ at, until }: Pick<NewMassPost, 'at' | 'until'>, { clock, say }: MassBy): void {
  const end = until ?? (at === null ? null : new Date(at.getTime() + USELESS_AFTER_HOURS * HOUR_MS));
  if (end !== null && end <= clock.now())
    throw refusal('until-passed', say, 'scheduler:untilPassed', 'scheduler:untilPassedMend', {
      until: formatVietnamTime(end),
    });
  if (at !== null && until !== null && until <= at) {
    const values = { until: formatVietnamTime(until), at: formatVietnamTime(at) };
    throw new InputError('until-before-at', [
      argumentFault(say('scheduler:untilBeforeAt', values), say('scheduler:untilBeforeAtMend', values)),
    ]);
  }
}
