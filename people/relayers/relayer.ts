/** What somebody who relays is in their place. */
export const RELAY_ROLES = ['loudspeaker', 'village-head', 'respected-person', 'sms', 'portal'] as const;
export type RelayRole = (typeof RELAY_ROLES)[number];

/** By what way a campaign is relayed; who answers is counted by it. */
export const RELAY_CHANNELS = ['loudspeaker', 'group', 'sms', 'portal'] as const;
export type RelayChannel = (typeof RELAY_CHANNELS)[number];

/** Village heads and respected persons pass on in the Zalo groups that they have. */
export const CHANNEL_OF_ROLE: Readonly<Record<RelayRole, RelayChannel>> = {
  loudspeaker: 'loudspeaker',
  'village-head': 'group',
  'respected-person': 'group',
  sms: 'sms',
  portal: 'portal',
};
