import type { Method } from '../call.js';
import { editMethods } from './edit.js';
import { mediaMethods } from './media.js';
import { profileMethods } from './profile.js';
import { sendMessage } from './send.js';
import { updateMethods } from './updates.js';

const all: Record<string, Method> = {
  sendMessage,
  ...mediaMethods,
  ...editMethods,
  ...profileMethods,
  ...updateMethods,
};

/** The methods that the simulator imitates, by lower-case name: Telegram does not mind the case either. */
export const methods: ReadonlyMap<string, { name: string; method: Method }> = new Map(
  Object.entries(all).map(([name, method]) => [name.toLowerCase(), { name, method }]),
);
