import type { ToTell } from '../../../people/handover/talk.js';

/** What lets something that was stored be told at once. Absent, the clock finds it within seconds. */
export interface Hurry {
  tellNow?: (stored: readonly ToTell[]) => Promise<void>;
}

/** Has it told now: two people are talking, and seconds count. */
export async function hurry({ tellNow }: Hurry, stored: readonly ToTell[]): Promise<void> {
  if (stored.length > 0) await tellNow?.(stored);
}
