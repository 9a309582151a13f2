import type { MessageKey, Translate } from '../../content/i18n.js';

/** Why somebody was skipped, in words; a reason that has none stays as the ledger has it. */
export function skippedBecause(reason: string, say: Translate): string {
  const key = SKIPPED[reason];
  return key === undefined ? reason : say(key);
}

const SKIPPED: Readonly<Record<string, MessageKey>> = {
  capped: 'caps:skipped.capped',
  'exam-day': 'caps:skipped.examDay',
  'opted-out': 'caps:skipped.optedOut',
  blocked: 'caps:skipped.blocked',
  gone: 'caps:skipped.gone',
  'no-channel': 'caps:skipped.noChannel',
  'outside-window': 'caps:skipped.outsideWindow',
  cancelled: 'caps:skipped.cancelled',
  erased: 'caps:skipped.erased',
  'place-stopped': 'caps:skipped.placeStopped',
  'row-lost': 'caps:skipped.rowLost',
};
