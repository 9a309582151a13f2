import { ZaloError } from 'zalo-api-ts';
import { type Clock, HOUR_MS, SECOND_MS } from '../../../base/clock.js';
import { messageOf } from '../../../base/errors.js';
import type { Log } from '../../../base/log.js';
import type { Part } from '../../../content/message.js';
import type { Channel, Outcome, Probe, SendRequest } from '../../../scheduler/channel.js';
import { FILE_HANDLE_REFUSED, type LoadMedia, SentFiles } from '../files.js';
import type { UploadStore } from '../telegram/uploads.js';
import { classify, UNLISTED, whatAPersonMustMend } from './classify.js';
import { connectZalo, type ZaloApi, type ZaloConnection, type ZaloConnectionOptions } from './connection.js';
import { consult } from './consult.js';
import { toZaloParts } from './format.js';
import type { ButtonPayloads } from './payload.js';
import { type NudgeTemplate, TemplateRung } from './template.js';
import { outcomeOfTokenTrouble } from './tokens.js';

export interface ZaloChannelOptions extends ZaloConnectionOptions {
  /** Messages per second, unless Zalo names a lower limit. */
  rate: number;
  /** For how long after a person's last sign of life text may go to them, by purpose; 48 hours are free, seven days the most. */
  awarenessHours: number;
  nudgeHours: number;
  /** What nudges go by where their text may not; null: they do not go then. */
  template: NudgeTemplate | null;
  /** When the person behind that user id last did something: `databaseHeard(database)`. */
  heardAt: (userId: string) => Promise<Date | null>;
  payloads: ButtonPayloads;
  loadMedia: LoadMedia;
  uploads: (sender: string) => UploadStore;
  clock: Clock;
  log: Log;
  /** Longest a send may take, all its calls together; tests shorten it. */
  callTimeoutMs?: number;
}

export interface ZaloChannel extends Channel {
  readonly connection: ZaloConnection;
}

/** No send lasts longer: the scheduler leaves at least 25 s of its lease when one begins. */
const CALL_TIMEOUT_MS = 20 * SECOND_MS;
const PROBE_TIMEOUT_MS = 10 * SECOND_MS;
const AFTER_FAULT_MS = 2 * SECOND_MS;

/**
 * One message to one person by the best rung that their state allows: text inside the window; for a nudge beyond it an
 * approved template, by user id and then by telephone; else `elsewhere`, and the scheduler takes another address or says
 * why not. It throws for nothing that Zalo does, repeats nothing whose fate is unknown, and ends within its time.
 */
export function createZaloChannel(options: ZaloChannelOptions): ZaloChannel {
  const { clock, log, tokens, template, payloads, callTimeoutMs = CALL_TIMEOUT_MS } = options;
  const connection = connectZalo(options);
  const files = new SentFiles(options.uploads(connection.sender), options.loadMedia, log);
  const byTemplate = template === null ? null : new TemplateRung(template, clock);
  let canDial = true;
  /** Never faster than the limit that Zalo's own answers name. */
  let ratePerSecond = options.rate;
  /** Until when nobody is told of a refusal again, ms since 1970. */
  const toldUntil = new Map<string, number>();
  /** Handles of files that Zalo is known to take: they have gone out, or up, in this process. */
  const takenHandles = new Set<string>();

  /** What a refusal says beyond the one message: how fast Zalo lets us be at all, and what a person must mend. */
  function learn(error: ZaloError): void {
    const { host, code, call, rate } = error;
    if (error.class === 'rate' && rate.limit !== null && rate.limit >= 1 && rate.limit / 60 < ratePerSecond) {
      ratePerSecond = rate.limit / 60;
      log.warn({ sender: connection.sender, perMinute: rate.limit }, 'Zalo allows fewer calls than ZALO_RATE asks for');
    }
    const mend = whatAPersonMustMend(error);
    const now = clock.now().getTime();
    if (mend === null || now < (toldUntil.get(`${host} ${code}`) ?? 0)) return;
    toldUntil.set(`${host} ${code}`, now + HOUR_MS);
    log.error({ host, code, call, meaning: mend.meaning }, 'Zalo refuses this until a person has mended it');
  }

  /** What came of calls, as an outcome; `reaches` tells whether the call that failed could have reached the person. */
  async function outcomeOf(work: (api: ZaloApi) => Promise<Outcome>, reaches = true): Promise<Outcome> {
    try {
      return await connection.call(work);
    } catch (error) {
      const untold = outcomeOfTokenTrouble(error);
      if (untold !== null) return untold;
      if (!(error instanceof ZaloError)) throw error;
      const outcome = classify(error, clock.now());
      learn(error);
      if (outcome.kind === 'refused' && outcome.reason.startsWith(UNLISTED))
        log.error({ host: error.host, code: error.code }, 'Zalo answers with a code that nobody has described');
      return outcome.kind === 'unknown' && !reaches ? { kind: 'not-delivered', reason: outcome.reason } : outcome;
    }
  }

  async function sendText(userId: string, part: Part, deadline: number): Promise<Outcome> {
    const say = (dials: boolean) =>
      outcomeOf((api) => consult(api, { userId, part, payloads, dials, timeoutMs: left(deadline) }));
    const outcome = await say(canDial);
    const dialled = canDial && part.buttons.some((row) => row.some((button) => 'url' in button && isDial(button.url)));
    if (!dialled || outcome.kind !== 'refused' || outcome.reason !== 'zalo-201') return outcome;
    // No source says whether a button may dial a number of three digits. The number stands in the text: that must arrive.
    const plain = await say(false);
    if (plain.kind === 'sent') canDial = false;
    return plain;
  }

  function sendFile(userId: string, part: Part, deadline: number): Promise<Outcome> {
    const { media } = part;
    if (media === null || media.kind === 'video')
      return Promise.resolve({ kind: 'refused', reason: 'video-not-supported', address: 'keep' });
    const options = () => ({ timeoutMs: left(deadline) });
    const text = part.body.text === '' ? {} : { text: part.body.text };
    const withHandle = async (handle: string): Promise<Outcome> => {
      const outcome = await outcomeOf(async ({ oa }) => {
        const { data } =
          media.kind === 'photo'
            ? await oa.consultation.sendImage({ userId, attachmentId: handle, ...text }, options())
            : await oa.consultation.sendFile({ userId, token: handle }, options());
        return { kind: 'sent', messageIds: [data.messageId] };
      });
      if (outcome.kind === 'sent') takenHandles.add(handle);
      // -201 means the person or the handle. One that was stored long ago goes up once more before it is the person.
      if (outcome.kind === 'refused' && outcome.reason === 'zalo-201' && !takenHandles.has(handle))
        return { kind: 'content', reason: FILE_HANDLE_REFUSED };
      return outcome;
    };
    return files.send(media, {
      withHandle,
      withBytes: async (bytes) => {
        const file = { name: media.fileName, type: media.mime, bytes };
        const gone: { up: string | null } = { up: null };
        const uploaded = await outcomeOf(async ({ oa }) => {
          gone.up =
            media.kind === 'photo'
              ? (await oa.uploads.image(file, options())).data.attachmentId
              : (await oa.uploads.file(file, options())).data.token;
          return { kind: 'sent', messageIds: [] };
        }, false);
        if (gone.up !== null) takenHandles.add(gone.up);
        return { outcome: gone.up === null ? uploaded : await withHandle(gone.up), handle: gone.up };
      },
    });
  }

  const sendAsText = (userId: string, part: Part, deadline: number): Promise<Outcome> =>
    part.media === null ? sendText(userId, part, deadline) : sendFile(userId, part, deadline);

  async function sendNudge(
    rung: TemplateRung,
    { externalId: userId, part }: SendRequest,
    deadline: number,
  ): Promise<Outcome> {
    let heardAt: Date | null;
    try {
      heardAt = await options.heardAt(userId);
    } catch (error) {
      // Our own trouble, before any call.
      log.warn({ reason: messageOf(error) }, 'the clock of interactions cannot be read');
      return { kind: 'later', reason: 'internal', waitMs: AFTER_FAULT_MS };
    }
    const openMs = options.nudgeHours * HOUR_MS;
    if (heardAt !== null && clock.now().getTime() - heardAt.getTime() < openMs) {
      const outcome = await sendAsText(userId, part, deadline);
      // Shut in spite of our clock, or the paid quota is used up: surely not delivered, and the next rung may do.
      if (outcome.kind !== 'elsewhere' && outcome.kind !== 'elsewhere-for-now') return outcome;
    }
    return rung.send(
      userId,
      part,
      (work, reaches) => outcomeOf(work, reaches),
      () => left(deadline),
    );
  }

  return {
    name: 'zalo',
    sender: connection.sender,
    get ratePerSecond() {
      return ratePerSecond;
    },
    maxInFlight: options.maxInFlight,
    windows: {
      awarenessS: options.awarenessHours * 3_600,
      nudgeS: template === null ? options.nudgeHours * 3_600 : null,
    },
    connection,
    split: toZaloParts,
    send(request) {
      const deadline = performance.now() + callTimeoutMs;
      return request.purpose === 'nudge' && byTemplate !== null
        ? sendNudge(byTemplate, request, deadline)
        : sendAsText(request.externalId, request.part, deadline);
    },
    async probe(): Promise<Probe> {
      const timeoutMs = Math.min(callTimeoutMs, PROBE_TIMEOUT_MS);
      const outcome = await outcomeOf(async ({ oa }) => {
        await oa.info({ timeoutMs });
        return { kind: 'sent', messageIds: [] };
      });
      // Being told to wait is being answered.
      if (outcome.kind === 'sent' || outcome.kind === 'throttled') return { kind: 'there' };
      if (outcome.kind === 'stopped') return outcome;
      return { kind: 'away', reason: outcome.reason };
    },
    upkeep: () => tokens.upkeep(),
    close: () => connection.close(),
  };
}

function isDial(url: string): boolean {
  return url.startsWith('tel:');
}

/** What is left for a call; never so little that it could only end unknown. */
function left(deadline: number): number {
  return Math.max(SECOND_MS, deadline - performance.now());
}
