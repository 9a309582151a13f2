import type { MessageKey, Translate } from '../../content/i18n.js';

/** Why a broadcast is held, in words; what the platform said stays as it said it. */
export function heldBecause(reason: string, say: Translate): string {
  const [kind = '', ...said] = reason.split(': ');
  const key = HELD[kind];
  return key === undefined ? reason : [say(key), ...said].join(': ');
}

const HELD: Readonly<Record<string, MessageKey>> = {
  gap: 'scheduler:held.gap',
  moved: 'scheduler:held.moved',
  late: 'scheduler:held.late',
  'changed-after-approval': 'scheduler:held.changed-after-approval',
  content: 'scheduler:held.content',
  sender: 'scheduler:held.sender',
};
