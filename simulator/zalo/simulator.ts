import type { MovableClock } from '../movableClock.js';
import type { ZaloBroadcast } from './broadcasts.js';
import type { ZaloCore } from './core.js';
import type { ZaloFaultRule } from './faults.js';
import type { LoggedZaloCall, ZaloCounts } from './journal.js';
import type { ZaloMessage } from './message.js';
import type { ZaloOAuth } from './oauth.js';
import type { ZaloLimits } from './pace.js';
import { SimulatedZaloUser } from './person.js';
import { answerAsAdmin, changeOa, changeTemplateStatus, type OaChanges } from './staff.js';
import type { TemplateStatus, ZaloTemplateSpec } from './templates.js';
import type { TokenPair } from './tokens.js';
import type { ZaloUserSpec } from './user.js';
import type { ZaloWebhook } from './webhook.js';

export interface ZaloRoots {
  /** For ZALO_OAUTH_ROOT, ZALO_OPENAPI_ROOT and ZALO_BUSINESS_ROOT; without a slash at the end. */
  oauthRoot: string;
  openapiRoot: string;
  businessRoot: string;
}

/** A Zalo on loopback, running. Close it, or the process stays. */
export interface ZaloSimulator extends ZaloRoots {
  /** Of the page with the phones, and of the control API below /control/zalo. */
  readonly url: string;
  readonly port: number;
  readonly appId: string;
  readonly appSecret: string;
  readonly oaId: string;
  readonly oaSecretKey: string;
  readonly clock: MovableClock;
  /** The parts, for the page that shows Telegram's phones as well. */
  readonly core: ZaloCore;
  readonly oauth: ZaloOAuth;
  /** What a service is told of this Zalo: the variables of Loa's contract and their values. */
  environment(): Record<string, string>;
  /** What an administrator does on the consent page; returns the code and the address of the callback that carries it. */
  consent(asked?: { redirectUri?: string; codeChallenge?: string; state?: string }): { code: string; url: string };
  tokens: {
    /** The pair that is good now: the refresh token is what ZALO_REFRESH_TOKEN takes for a first use. */
    current(): TokenPair;
    /**
     * Somebody else refreshes: another environment, or the service before its database was restored. Whoever holds the
     * former pair holds two dead tokens.
     */
    rotateElsewhere(): TokenPair;
    /** The OA takes its consent back. */
    revoke(): void;
    /** Only the access token dies. */
    killAccessToken(): void;
    /** An access token for who has no client: the current one, or where it has expired one of a new pair. */
    goodAccessToken(): string;
    /** How often tokens were issued, refreshed and refused. */
    counts(): { issued: number; refreshed: number; refused: number };
  };
  addUsers(users: readonly ZaloUserSpec[]): void;
  /** A person who acts. Throws for somebody who does not exist. */
  user(id: string): SimulatedZaloUser;
  /** A human answers in the OA's own tool: the phone gets it, the app the echo with `admin_id`. */
  answerAsAdmin(userId: string, text: string, adminId?: string): ZaloMessage;
  /** What a person at Zalo or at the OA does about a template; the app gets the event. */
  addTemplates(templates: readonly ZaloTemplateSpec[]): void;
  changeTemplateStatus(id: string, status: TemplateStatus, reason?: string): void;
  /** Purse, package and quotas. */
  changeOa(changes: OaChanges): void;
  /** Every broadcast, and who got it. */
  broadcasts(): readonly ZaloBroadcast[];
  readonly webhook: ZaloWebhook;
  faults: {
    /** Returns the rule's id. */
    add(rule: ZaloFaultRule): number;
    clear(id?: number): void;
  };
  setLimits(limits: ZaloLimits): void;
  /** Totals since the start. */
  counts(): ZaloCounts;
  /** Messages that reached this person, ever. */
  deliveredTo(userId: string): number;
  /** How often each text reached this person. */
  textsTo(userId: string): Record<string, number>;
  /** The log, oldest first; perhaps of one path only. */
  calls(path?: string): LoggedZaloCall[];
  close(): Promise<void>;
}

export function zaloSimulatorOf(
  core: ZaloCore,
  oauth: ZaloOAuth,
  where: ZaloRoots & { url: string; port: number },
  stop: () => Promise<void>,
): ZaloSimulator {
  const { world, tokens, faults, journal } = core;
  return {
    ...where,
    appId: core.appId,
    appSecret: core.appSecret,
    oaId: world.oa.spec.id,
    oaSecretKey: core.oaSecretKey,
    clock: core.clock,
    core,
    oauth,
    environment: () => ({
      ZALO_APP_ID: core.appId,
      ZALO_APP_SECRET: core.appSecret,
      ZALO_OA_ID: world.oa.spec.id,
      ZALO_OA_SECRET_KEY: core.oaSecretKey,
      ZALO_REFRESH_TOKEN: tokens.current.refreshToken,
      ZALO_OAUTH_ROOT: where.oauthRoot,
      ZALO_OPENAPI_ROOT: where.openapiRoot,
      ZALO_BUSINESS_ROOT: where.businessRoot,
    }),
    consent: ({ redirectUri = core.callbackUrl ?? `${where.url}/callback`, codeChallenge = '', state = '' } = {}) =>
      oauth.consent({ app_id: core.appId, redirect_uri: redirectUri, code_challenge: codeChallenge, state }),
    tokens: {
      current: () => tokens.current,
      rotateElsewhere: () => tokens.issue(),
      revoke: () => tokens.revoke(),
      killAccessToken: () => tokens.killAccessToken(),
      goodAccessToken() {
        const { accessToken } = tokens.current;
        return tokens.judge(accessToken) === 'expired' ? tokens.issue().accessToken : accessToken;
      },
      counts: () => ({ ...tokens.counts }),
    },
    addUsers(users) {
      for (const user of users) world.addUser(user);
    },
    user: (id) => new SimulatedZaloUser(core, world.user(id)),
    answerAsAdmin: (userId, text, adminId) => answerAsAdmin(core, userId, text, adminId),
    addTemplates(templates) {
      for (const template of templates) core.templates.add(template);
    },
    changeTemplateStatus: (id, status, reason = '') => changeTemplateStatus(core, id, status, reason),
    changeOa: (changes) => changeOa(core, changes),
    broadcasts: () => core.broadcasts.all,
    webhook: core.webhook,
    faults: {
      add: (rule) => faults.add(rule),
      clear(id) {
        faults.clear(id);
      },
    },
    setLimits(limits) {
      core.pace.limits = limits;
    },
    counts: core.counts,
    deliveredTo: (userId) => world.users.get(userId)?.delivered ?? 0,
    textsTo: (userId) => Object.fromEntries(world.users.get(userId)?.texts ?? []),
    calls(path) {
      const all = journal.list();
      return path === undefined ? all : all.filter((call) => call.path === path);
    },
    close: stop,
  };
}
