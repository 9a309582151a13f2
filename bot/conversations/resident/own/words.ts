import { foldKey } from '../../../../base/text.js';
import type { Incoming } from '../../../incoming.js';

/** What people write who want to know what is held of them, or to have it gone. Commands on Telegram, words everywhere. */
const SHOW = ['dữ liệu của tôi', 'xem dữ liệu', 'xem dữ liệu của tôi', 'thông tin của tôi', 'my data', 'mydata'];
const ERASE = [
  'xóa dữ liệu',
  'xóa dữ liệu của tôi',
  'xóa hết dữ liệu',
  'xóa thông tin',
  'xóa thông tin của tôi',
  'erase my data',
  'erase',
  'delete my data',
];
const COMMANDS: Readonly<Record<string, Wish>> = { mydata: 'show', erase: 'erase' };

export type Wish = 'show' | 'erase';

const BY_WORDS = new Map<string, Wish>([
  ...SHOW.map((words) => [foldKey(words), 'show'] as const),
  ...ERASE.map((words) => [foldKey(words), 'erase'] as const),
]);

/** What a message, whole, wants of one's own data; case, diacritics and signs do not matter: nothing else has these letters. */
export function readWish(incoming: Incoming): Wish | null {
  if (incoming.kind === 'command') return COMMANDS[incoming.name] ?? null;
  if (incoming.kind !== 'text' || incoming.text.length > 60) return null;
  const bare = incoming.text.normalize('NFKC').replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ');
  return BY_WORDS.get(foldKey(bare)) ?? null;
}
