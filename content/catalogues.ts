/**
 * The namespaces of the program's sentences and, from them, the keys that exist. Types only: nothing here runs, the
 * catalogues themselves are read from disk. A namespace is one line here and one JSON file for each language.
 */
export interface Catalogues {
  agencies: typeof import('./locales/vi/agencies.json');
  article: typeof import('./locales/vi/article.json');
  answers: typeof import('./locales/vi/answers.json');
  asking: typeof import('./locales/vi/asking.json');
  bot: typeof import('./locales/vi/bot.json');
  calendar: typeof import('./locales/vi/calendar.json');
  caps: typeof import('./locales/vi/caps.json');
  cli: typeof import('./locales/vi/cli.json');
  content: typeof import('./locales/vi/content.json');
  danger: typeof import('./locales/vi/danger.json');
  errors: typeof import('./locales/vi/errors.json');
  exams: typeof import('./locales/vi/exams.json');
  faq: typeof import('./locales/vi/faq.json');
  figures: typeof import('./locales/vi/figures.json');
  handover: typeof import('./locales/vi/handover.json');

  ground: typeof import('./locales/vi/ground.json');
  joining: typeof import('./locales/vi/joining.json');

  manage: typeof import('./locales/vi/manage.json');
  nudges: typeof import('./locales/vi/nudges.json');
  outcome: typeof import('./locales/vi/outcome.json');
  owed: typeof import('./locales/vi/owed.json');
  owndata: typeof import('./locales/vi/owndata.json');
  people: typeof import('./locales/vi/people.json');
  plans: typeof import('./locales/vi/plans.json');
  pledge: typeof import('./locales/vi/pledge.json');
  poster: typeof import('./locales/vi/poster.json');
  quiz: typeof import('./locales/vi/quiz.json');
  relay: typeof import('./locales/vi/relay.json');
  reporting: typeof import('./locales/vi/reporting.json');
  review: typeof import('./locales/vi/review.json');
  scheduler: typeof import('./locales/vi/scheduler.json');
  setup: typeof import('./locales/vi/setup.json');
  shift: typeof import('./locales/vi/shift.json');
  simulator: typeof import('./locales/vi/simulator.json');
  standing: typeof import('./locales/vi/standing.json');
  stops: typeof import('./locales/vi/stops.json');
  summaries: typeof import('./locales/vi/summaries.json');
}

/** `progress_other` is one form of the key `progress`; the number passed as `count` picks the form. */
type WithoutPluralForm<Key extends string> =
  Key extends `${infer Base}_${'zero' | 'one' | 'two' | 'few' | 'many' | 'other'}` ? Base : Key;

/** Paths of the leaves of a catalogue: `{ send: { done: '…' } }` has the one path `send.done`. */
type Paths<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? WithoutPluralForm<Key> : `${Key}.${Paths<Tree[Key]>}`;
}[keyof Tree & string];

/** Every key of the Vietnamese catalogues, as `namespace:path.of.key`. A key that does not exist does not compile. */
export type MessageKey = {
  [Namespace in keyof Catalogues]: `${Namespace}:${Paths<Catalogues[Namespace]>}`;
}[keyof Catalogues];
