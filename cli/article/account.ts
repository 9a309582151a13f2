import { argumentFault, InputError } from '../../base/errors.js';
import { zaloMassPlatform } from '../../bot/channels/zalo/massChannel.js';
import type { MessageKey, Translate } from '../../content/i18n.js';
import type { MassPost } from '../../prisma/generated/client.js';
import type { MassPlatform } from '../../scheduler/mass/channel.js';
import { findMassPost } from '../../scheduler/mass/find.js';
import type { Session } from '../session.js';

/** What the configured account can aim at, and how often. Throws InputError where none is set. */
export function platformOf({ settings, say }: Session): MassPlatform {
  const { zalo } = settings;
  if (zalo === undefined) throw bad('no-zalo', say, 'article:fault.noPlatform', 'article:fault.noPlatformMend');
  return zaloMassPlatform(zalo.oaId, zalo.broadcastsPerMonth);
}

/** An article with its account, which must be the one that is configured: budgets are an account's own. */
export async function accountOf(session: Session, id: string): Promise<{ post: MassPost; platform: MassPlatform }> {
  const platform = platformOf(session);
  const post = await findMassPost(session.db, id, session.say);
  if (post.sender !== platform.sender) {
    const values = { id, sender: post.sender };
    throw bad('other-account', session.say, 'article:fault.otherAccount', 'article:fault.otherAccountMend', values);
  }
  return { post, platform };
}

/** A refusal with one line. */
export function bad(
  code: string,
  say: Translate,
  what: MessageKey,
  mend: MessageKey,
  values: Record<string, string> = {},
): InputError {
  return new InputError(code, [argumentFault(say(what, values), say(mend, values))]);
}
