/** What residents' buttons carry, under replies and under campaigns (`help`, `stop`). Prefix and rest must fit 64 bytes. `over` stands for whatever a button carried that is no longer good. */
export const BUTTONS = {
  help: 'help',
  stop: 'stop',
  place: 'place',
  decline: 'no',
  chosen: 'p:',
  join: 'j:',
  over: 'over',
} as const;
