import { HELD_OF_HELP } from '../../../../people/handover/held.js';
import type { HeldSource } from '../../../../people/heldData.js';
import { HELD_OF_CONTACT } from '../../../../people/heldOfContact.js';
import { HELD_OF_TOPICS } from '../../../../people/heldOfTopics.js';

/** All that is held of a person, in the order in which they are shown it. What stores more of people adds its line here. */
export const SOURCES: readonly HeldSource[] = [...HELD_OF_CONTACT, ...HELD_OF_TOPICS, ...HELD_OF_HELP];
