/** Awareness that nobody gave an end is useless so long after its start. */
export const USELESS_AFTER_HOURS = 72;
