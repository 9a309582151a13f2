/** The simulator's public face. What is not exported here may change without notice. */

export { MovableClock } from './movableClock.js';
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
export { type Simulators, startSimulators } from './together.js';
export type { Assumptions } from './zalo/assumptions.js';
export type { ZaloBroadcast } from './zalo/broadcasts.js';
export {
  DEFAULT_APP_ID,
  DEFAULT_APP_SECRET,
  DEFAULT_OA_ID,
  DEFAULT_OA_SECRET_KEY,
  type ZaloOptions,
} from './zalo/core.js';
export type { ZaloFaultRule } from './zalo/faults.js';
export type { LoggedZaloCall, ZaloCounts } from './zalo/journal.js';
export type { ZaloButton, ZaloMessage } from './zalo/message.js';
export type { ZaloLimits } from './zalo/pace.js';
export type { SimulatedZaloUser, ZaloPressed } from './zalo/person.js';
export { startZaloSimulator } from './zalo/server.js';
export type { ZaloSimulator } from './zalo/simulator.js';
export type { TemplateStatus, ZaloTemplateSpec } from './zalo/templates.js';
export type { ZaloUserSpec, ZaloUserState } from './zalo/user.js';
export type { WebhookChanges } from './zalo/webhookSettings.js';
export { makeZaloUsers, zaloIdOf } from './zaloResidents.js';
