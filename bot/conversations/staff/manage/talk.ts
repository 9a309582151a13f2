import { InputError } from '../../../../base/errors.js';
import type { PlaceFinder } from '../../../../people/findPlace.js';
import type { By } from '../../../../scheduler/broadcast/verbs.js';
import type { StaffTalk } from '../talk.js';
import type { ManageForm } from './form.js';

/** One update of a chat that is a member of staff's, about what is sent to residents. */
export interface ManageTalk extends Omit<StaffTalk, 'form'> {
  form: ManageForm | null;
  places: PlaceFinder;
  /** The configured pace, for forecasts before anything was sent. */
  ratePerSecond: number;
}

/** Who does it, for the verbs: the same person by the same rights as at the command line, and the chain says from which channel. */
export const byOf = ({ staff, say, at, chat }: ManageTalk): By & { name: string; via: string } => ({
  name: staff.name,
  clock: { now: () => at },
  say: say.t,
  locale: say.locale,
  via: chat.channel,
});

/** What a verb refused, in its own words; null where it was done. Anything else goes on being thrown. */
export async function refusalOf(verb: () => Promise<unknown>): Promise<InputError | null> {
  try {
    await verb();
    return null;
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}
