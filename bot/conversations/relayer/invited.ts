import { translator } from '../../../content/i18n.js';
import type { Part } from '../../../content/message.js';
import { acceptRelayerCode, peekRelayerCode } from '../../../people/relayers/acceptCode.js';
import type { Database } from '../../../prisma/database.js';
import type { Incoming } from '../../incoming.js';
import { localeOf } from '../localeOf.js';
import { codeIn } from '../official/invited.js';
import { part } from '../part.js';
import { BUTTONS } from '../resident/buttons.js';
import { mannerOf } from '../resident/manner.js';

/** Carried by the button under the words that a relayer agrees to; a code follows. */
const ACCEPT = 'ri:';

/**
 * What is answered to the code that makes a chat a relayer's, or null where the update carries none. Who it is for and what they agree to is read first; the
 * button under it spends the code. A group is nobody's own chat: there a code is not looked at.
 */
export async function relayerInvitedReply(
  database: Database,
  secret: string,
  incoming: Incoming,
): Promise<Part | null> {
  const { channel, externalId, at } = incoming;
  if (externalId.startsWith('-')) return null;
  const locale = localeOf(incoming, null);
  const t = translator(locale);
  const { words } = mannerOf(channel, t);
  if (incoming.kind === 'button') {
    if (!incoming.data.startsWith(ACCEPT)) return null;
    const code = incoming.data.slice(ACCEPT.length);
    const invited = await peekRelayerCode(database, secret, code, at);
    const known = invited === null || invited === 'spent' ? null : invited;
    const wording =
      incoming.shown ??
      (known === null ? '' : t('relay:invite.notice', { ...known, role: t(`relay:role.${known.role}`), ...words }));
    const accepted = await acceptRelayerCode(database, secret, { channel, externalId, code, wording, locale, at });
    if (accepted === null) return part([t('relay:invite.notGood')]);
    return part([t('relay:invite.joined', { ...accepted, role: t(`relay:role.${accepted.role}`), ...words })]);
  }
  const code = codeIn(incoming);
  const invited = code === null ? null : await peekRelayerCode(database, secret, code, at);
  if (code === null || invited === null) return null;
  if (invited === 'spent') return part([t('relay:invite.notGood')]);
  return part(
    [t('relay:invite.notice', { ...invited, role: t(`relay:role.${invited.role}`), ...words })],
    [
      [{ label: t('relay:invite.agree'), data: ACCEPT + code }],
      [{ label: t('bot:button.decline'), data: BUTTONS.decline }],
    ],
  );
}
