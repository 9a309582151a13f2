/** What residents' buttons carry, under replies and under campaigns (`help`, `stop`). Prefix and rest must fit 64 bytes. */
export const BUTTONS = { help: 'help', stop: 'stop', place: 'place', decline: 'no', chosen: 'p:', join: 'j:' } as const;
