import type { Part } from '../../../content/message.js';
import type { Staff } from '../../../people/getStaff.js';
import { mayDo } from '../../../people/permissions.js';
import type { NotAllowed } from '../../../plans/obligations/staffActing.js';
import type { Database } from '../../../prisma/database.js';
import type { Chat } from '../chatForm.js';
import { part } from '../part.js';
import type { StaffForm } from './form.js';
import type { StaffSay } from './say.js';

/** One update of a chat that is a member of staff's, and what has to be known to answer it. */
export interface StaffTalk {
  db: Database;
  chat: Chat;
  updateId: string;
  at: Date;
  staff: Staff;
  /** Open, or just over. */
  form: StaffForm | null;
  say: StaffSay;
}

/** Who decides, and the key under which the same update does the same once. */
export const actOf = ({ staff, at, say, chat, updateId }: StaffTalk) => ({
  staff: staff.name,
  at,
  locale: say.locale,
  key: `${chat.channel}:${updateId}`,
});

export const mayDecide = ({ staff }: StaffTalk): boolean => mayDo(staff.role, 'tasks.confirm');

/** What somebody is told whom the verb itself refused. */
export function notAllowed({ say }: StaffTalk, { faults }: NotAllowed): Part {
  return part(
    [...faults.map(({ what, mend }) => `${what}. ${mend}`), say.t('standing:no.change')],
    [[say.listButton()]],
  );
}
