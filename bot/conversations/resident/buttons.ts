/** What residents' buttons carry, under replies and under campaigns (`help`, `stop`). Prefix and rest must fit 64 bytes. `over` stands for whatever a button carried that is no longer good. */
export const BUTTONS = {
  help: 'help',
  stop: 'stop',
  place: 'place',
  decline: 'no',
  chosen: 'p:',
  join: 'j:',
  /** Under 16, 16 or older, the yes of who is 16, and the guardian's: each carries a join payload on. */
  younger: 'ju',
  older: 'jo',
  pupil: 'jp',
  guardian: 'jg',
  /** What may be added after joining: a group, a language, or nothing. */
  group: 'jw',
  language: 'jl',
  over: 'over',
} as const;
