/** The named steps of a send at which a test may have the process killed: between any two of them a power cut could fall. */
export const CRASH_POINTS = ['slot', 'lease', 'call', 'answer', 'record', 'fan-out', 'commit'] as const;
/** The same of a refresh of tokens: claimed, answered, in the journal, committed. */
export const TOKEN_CRASH_POINTS = ['token-claim', 'token-answer', 'token', 'token-commit'] as const;
/** The same of a day's run of nudges: planned, written, committed. */
export const NUDGE_CRASH_POINTS = ['nudge-plan', 'nudge-write', 'nudge-commit'] as const;
/** The same of summaries for the standing agency and for heads. */
export const SUMMARY_CRASH_POINTS = ['summary-plan', 'summary-write', 'summary-commit'] as const;
/** The same of packages to those who relay a campaign, and of asking them what became of it. */
export const RELAY_CRASH_POINTS = ['relay-plan', 'relay-write', 'relay-commit'] as const;
/** The same of an alert to whoever is on duty: written, committed, told and not yet noted as told. */
export const DUTY_CRASH_POINTS = ['duty-call', 'duty-commit', 'duty-told'] as const;
/**
 * The same of an article to everybody: of each of its five calls, claimed in the database, answered by the platform, and
 * the answer committed.
 */
const MASS_STEPS = ['create', 'verify', 'show', 'recheck', 'broadcast'] as const;
export type MassStep = (typeof MASS_STEPS)[number];
export const MASS_CRASH_POINTS = MASS_STEPS.flatMap(
  (step) => [`mass-${step}-claim`, `mass-${step}-answer`, `mass-${step}-record`] as const,
);
export type CrashPoint =
  | (typeof CRASH_POINTS)[number]
  | (typeof TOKEN_CRASH_POINTS)[number]
  | (typeof MASS_CRASH_POINTS)[number]
  | (typeof NUDGE_CRASH_POINTS)[number]
  | (typeof SUMMARY_CRASH_POINTS)[number]
  | (typeof RELAY_CRASH_POINTS)[number]
  | (typeof DUTY_CRASH_POINTS)[number];

/** Kills this process without warning when LOA_CRASH_AT names the step just reached. Tests only; costs one comparison. */
export function crashPoint(step: CrashPoint): void {
  if (process.env['LOA_CRASH_AT'] === step) process.kill(process.pid, 'SIGKILL');
}

/** Whether a test waits for that step: lets a caller arrange to reach it at the right moment without cost otherwise. */
export function crashArmed(step: CrashPoint): boolean {
  return process.env['LOA_CRASH_AT'] === step;
}
