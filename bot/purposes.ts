/** What residents consent to, one record for each: messages on drug prevention. Other purposes are named where they are asked for. */
export const AWARENESS = 'awareness';
