/** The day in Vietnam (UTC+7, no summer time) of a moment, as SQL of type date. */
export const vietnamDayOf = (moment: string): string => `(((${moment}) at time zone 'UTC') + interval '7 hours')::date`;
