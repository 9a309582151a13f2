/** The simulator's public face. What is not exported here may change without notice. */
export type { BroadcastProgress, StatusSource } from './phones/feed.js';
export { makeResidents, RESIDENT_GROUPS, type Resident, type ResidentOptions } from './residents.js';
export { type StartOptions, startTelegramSimulator, type TelegramSimulator } from './server.js';
export { DEFAULT_BOT, type TelegramSimulatorOptions } from './telegram/core.js';
export type { FaultRule } from './telegram/faults.js';
export type { Counts, LoggedCall } from './telegram/journal.js';
export type { Limits } from './telegram/pace.js';
export type { Pressed, SentFile, SimulatedPerson } from './telegram/person.js';
export { checkCall, readSpecification, type Specification } from './telegram/specification.js';
export { isSimulatorToken } from './telegram/token.js';
export type { WireMessage } from './telegram/wire.js';
export type { BotSpec, GroupSpec, PersonSpec } from './telegram/world.js';
