import { type Translate, translator } from '../../../content/i18n.js';
import { type Part, plainPart } from '../../../content/message.js';
import { acceptInvite, peekInvite } from '../../../people/officials/acceptInvite.js';
import { normalizeCode } from '../../../people/officials/invite.js';
import type { Database } from '../../../prisma/database.js';
import type { Incoming } from '../../incoming.js';
import { decodeJoinPayload } from '../../joinPayload.js';
import { localeOf } from '../localeOf.js';
import { BUTTONS } from '../resident/buttons.js';
import { mannerOf } from '../resident/manner.js';
import { button } from './buttons.js';

/** Carried by the button under the words that an official agrees to; a code follows. */
const ACCEPT = 'o:';
/** A code as it is printed, typed as a message of its own: nothing else that people write looks like that. */
const TYPED = /^[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}$/i;

/**
 * What an invited official is told, or null where the update is nobody's invitation and belongs to another conversation. A code is shown
 * with the words to agree to first and spent by the button under them only. Answering the same update again after a crash
 * says the same. A group is nobody's own chat: there a code is not looked at.
 */
export async function invitedReply(database: Database, secret: string, incoming: Incoming): Promise<Part | null> {
  if (incoming.externalId.startsWith('-')) return null;
  const locale = localeOf(incoming, null);
  const say = translator(locale);
  const { words } = mannerOf(incoming.channel, say);
  if (incoming.kind === 'button') {
    if (!incoming.data.startsWith(ACCEPT)) return null;
    const code = incoming.data.slice(ACCEPT.length);
    const invited = await peekInvite(database, secret, code, incoming.at);
    const wording = incoming.shown ?? (invited === null ? '' : say('agencies:invite.notice', { ...invited, ...words }));
    const { channel, externalId, at } = incoming;
    const accepted = await acceptInvite(database, secret, { channel, externalId, code, wording, locale, at });
    if (accepted === null) return notGood(say);
    return plainPart(say('agencies:invite.joined', { ...accepted, ...words }), [
      [{ label: say('answers:button.list'), data: button.list() }],
    ]);
  }
  const code = codeIn(incoming);
  if (code === null) return null;
  const invited = await peekInvite(database, secret, code, incoming.at);
  if (invited === null) return notGood(say);
  return plainPart(say('agencies:invite.notice', { ...invited, ...words }), [
    [{ label: say('agencies:invite.agree'), data: ACCEPT + code }],
    [{ label: say('bot:button.decline'), data: BUTTONS.decline }],
  ]);
}

/** The code that somebody typed as a message of its own, or that a link carried, in its one written form. */
export function codeIn(incoming: Incoming): string | null {
  if (incoming.kind === 'text') return TYPED.test(incoming.text.trim()) ? normalizeCode(incoming.text) : null;
  // A join link of the same length is a join link: it carries a checksum.
  if (incoming.kind !== 'start' || decodeJoinPayload(incoming.payload) !== null) return null;
  return normalizeCode(incoming.payload);
}

const notGood = (say: Translate): Part => plainPart(say('agencies:invite.notGood'));
