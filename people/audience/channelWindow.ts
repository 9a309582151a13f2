/**
 * Channels that let us write to a person only for so long after the person last did something (Zalo: 48 hours free,
 * seven days paid).
 */
export interface ChannelWindow {
  channel: string;
  withinS: number;
}

/** Whether the window of an address is over, as SQL that is never null; plain `false` where no channel has a window. */
export function shutSql(address: string, windows: readonly ChannelWindow[]): string {
  if (windows.length === 0) return 'false';
  const terms = windows.map(({ channel, withinS }) => {
    if (!/^[a-z]+$/.test(channel)) throw new Error(`"${channel}" is not the name of a channel`);
    return `(${address}.channel = '${channel}' and coalesce(${address}.heard_at, '-infinity') <= now() - interval '${Math.trunc(withinS)} seconds')`;
  });
  return `coalesce(${terms.join(' or ')}, false)`;
}
