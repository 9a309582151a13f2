import type { PlaceFinder } from '../../../people/findPlace.js';
import { placeTotals } from '../../../people/placeTotals.js';
import type { RelayChannel } from '../../../people/relayers/relayer.js';
import type { Database } from '../../../prisma/database.js';
import { type RelayCount, relayCounts } from '../../relays/relayCounts.js';

/** What was relayed beyond the chat in a place and one way, with everything below it, as those who relay it say themselves. */
export interface RelayedRow
  extends Pick<RelayCount, 'channel' | 'packagesSent' | 'answered' | 'saidBroadcast' | 'saidForwarded' | 'saidPeople'> {
  /** A code; empty is everywhere. */
  place: string;
}

type Sums = Omit<RelayedRow, 'place' | 'channel'>;
type ByChannel = Partial<Record<RelayChannel, Sums>>;

const CHANNELS: readonly RelayChannel[] = ['loudspeaker', 'group', 'sms', 'portal'];

/**
 * The relays of a campaign's year, place by place and way by way. Self-reported: a table of its own, with no figure of it in what was delivered nor the
 * other way round. An answer of a package that nobody knows to have arrived counts as an answer, so there may be more of them than packages.
 */
export async function relayedOutcome(
  db: Database,
  places: PlaceFinder,
  campaign: string,
  year: number,
): Promise<RelayedRow[]> {
  const weeks = await relayCounts(db, { campaign, year });
  const figures = weeks.map(({ place, placeName: _name, week: _week, channel, ...sums }) => ({
    place,
    figures: { [channel]: sums } as ByChannel,
  }));
  return placeTotals(figures, places, addChannels).flatMap(({ code, figures: sums }) =>
    CHANNELS.flatMap((channel) => {
      const own = sums[channel];
      return own === undefined ? [] : [{ place: code, channel, ...own }];
    }),
  );
}

function addChannels(a: ByChannel, b: ByChannel): ByChannel {
  const sum: ByChannel = { ...a };
  for (const channel of CHANNELS) {
    const [one, other] = [a[channel], b[channel]];
    if (other !== undefined) sum[channel] = one === undefined ? other : add(one, other);
  }
  return sum;
}

const add = (a: Sums, b: Sums): Sums => ({
  packagesSent: a.packagesSent + b.packagesSent,
  answered: a.answered + b.answered,
  saidBroadcast: a.saidBroadcast + b.saidBroadcast,
  saidForwarded: a.saidForwarded + b.saidForwarded,
  saidPeople: a.saidPeople + b.saidPeople,
});
