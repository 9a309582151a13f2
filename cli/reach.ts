import type { Settings } from '../base/settings.js';
import type { Translate } from '../content/i18n.js';
import type { ChannelWindow } from '../people/audience/channelWindow.js';
import type { Database } from '../prisma/database.js';
import { channelWindows } from '../scheduler/delivery/window.js';
import { installedChannels } from '../scheduler/sender/register.js';
import { configuredChannels } from './parts.js';

/** Over which channels, and within which windows of theirs, people are counted. */
export interface Reach {
  channels: readonly string[];
  windows: readonly ChannelWindow[];
}

/**
 * What a broadcast of awareness that began now would go by, so that a count promises no more than it sends: the senders
 * that this installation has brought. Before the first start there are none, and the settings tell what there will be.
 */
export async function awarenessReach(db: Database, settings: Settings): Promise<Reach> {
  const channels = await installedChannels(db);
  if (channels.length > 0) return { channels, windows: await channelWindows(db, 'awareness') };
  const { zalo } = settings;
  return {
    channels: configuredChannels(settings),
    windows: zalo === undefined ? [] : [{ channel: 'zalo', withinS: zalo.awarenessHours * 3_600 }],
  };
}

/** How people are counted, a line for each window. */
export function reachInWords({ windows }: Reach, say: Translate): string[] {
  return windows.map(({ channel, withinS }) =>
    say('cli:contacts.window', { channel: channel === 'zalo' ? 'Zalo' : channel, hours: withinS / 3_600 }),
  );
}
