import { translator } from '../../../content/i18n.js';
import type { Part } from '../../../content/message.js';
import { normalizeCode } from '../../../people/officials/invite.js';
import { linkStaffChat, peekStaffLink } from '../../../people/staffChat/linkChat.js';
import type { Database } from '../../../prisma/database.js';
import type { Incoming } from '../../incoming.js';
import { localeOf } from '../localeOf.js';
import { codeIn } from '../official/invited.js';
import { part } from '../part.js';
import { BUTTONS } from '../resident/buttons.js';
import { button, readLink } from './buttons.js';
import { manageButton } from './manage/buttons.js';

/**
 * What is answered to the code that makes a chat a member of staff's, or null where the update carries none of staff's. Whose it is and what can be
 * decided there is read first; the button under it spends the code. A group is nobody's own chat: there a code is not looked at.
 */
export async function linkedReply(database: Database, secret: string, incoming: Incoming): Promise<Part | null> {
  const { channel, externalId, at } = incoming;
  if (externalId.startsWith('-')) return null;
  const locale = localeOf(incoming, null);
  const say = translator(locale);
  if (incoming.kind === 'button') {
    const code = readLink(incoming.data);
    if (code === null) return null;
    const staff = await linkStaffChat(database, secret, { channel, externalId, code, locale, at });
    if (staff === null) return part([say('standing:link.notGood')]);
    return part(
      [say('standing:link.linked', { name: staff.name, role: say(`standing:role.${staff.role}`) })],
      [
        [{ label: say('manage:button.home'), data: manageButton.home() }],
        [{ label: say('standing:button.list'), data: button.list() }],
      ],
    );
  }
  const code = codeIn(incoming);
  // What is no staff's code may be an official's: their conversation says whether it is good.
  const staff = code === null ? null : await peekStaffLink(database, secret, code, at);
  if (code === null || staff === null) return null;
  if (staff === 'spent') return part([say('standing:link.notGood')]);
  return part(
    [say('standing:link.notice', { name: staff.name, role: say(`standing:role.${staff.role}`) })],
    [
      [{ label: say('standing:link.agree'), data: button.link(normalizeCode(code) ?? code) }],
      [{ label: say('bot:button.decline'), data: BUTTONS.decline }],
    ],
  );
}
