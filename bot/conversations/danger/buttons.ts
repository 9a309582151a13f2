import { DANGER_KINDS, type DangerKind } from './words.js';

/** What buttons about danger carry. They stay good for ever: what is over says so, with the numbers. */
export type DangerPress =
  | { do: 'kind'; kind: DangerKind }
  | { do: 'over' }
  | { do: 'police'; yes: boolean }
  | { do: 'take'; alert: number };

export const dangerButton = {
  kind: (kind: DangerKind): string => `d1:k:${kind}`,
  over: 'd1:over',
  police: (yes: boolean): string => `d1:p:${yes ? 'y' : 'n'}`,
  take: (alert: number): string => `d1:t:${alert}`,
} as const;

/** Null for every other button. */
export function readDangerButton(data: string): DangerPress | null {
  if (data === dangerButton.over) return { do: 'over' };
  if (data === dangerButton.police(true)) return { do: 'police', yes: true };
  if (data === dangerButton.police(false)) return { do: 'police', yes: false };
  const [, alert] = /^d1:t:(\d{1,9})$/.exec(data) ?? [];
  if (alert !== undefined) return { do: 'take', alert: Number(alert) };
  const kind = DANGER_KINDS.find((one) => data === dangerButton.kind(one));
  return kind === undefined ? null : { do: 'kind', kind };
}
