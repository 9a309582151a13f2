import { ZaloError } from 'zalo-api-ts';
import { type Clock, SECOND_MS } from '../../../base/clock.js';
import type { Article } from '../../../content/article.js';
import type { MassAnswer, MassChannel, MassPlatform } from '../../../scheduler/mass/channel.js';
import { classify } from './classify.js';
import type { ZaloApi, ZaloConnection } from './connection.js';
import { type PictureAddress, toZaloArticle } from './massArticle.js';
import { expressForZalo, zaloAddress } from './massTarget.js';
import { outcomeOfTokenTrouble, zaloSender } from './tokens.js';

export interface ZaloMassChannelOptions {
  connection: ZaloConnection;
  /** Messages per second. */
  rate: number;
  broadcastsPerMonth: number;
  addressOf: PictureAddress;
  clock: Clock;
  /** Longest a step may take, all its calls together; tests shorten it. */
  callTimeoutMs?: number;
}

/** Well below the lease of a step (60 s). */
const CALL_TIMEOUT_MS = 20 * SECOND_MS;

/** Zalo brings one article a day to a follower, whatever the package. */
const PER_DAY = 1;

/** What may be aimed at and how often, for those who only prepare: needs neither a token nor a network. */
export function zaloMassPlatform(oaId: string, perMonth: number): MassPlatform {
  return {
    name: 'zalo',
    sender: zaloSender(oaId),
    budget: { perDay: PER_DAY, perMonth },
    express: expressForZalo,
  };
}

/** "Sending failed", which does not say that nobody got it. */
const SENDING_FAILED = -200;

/** Articles of an official account, and their broadcast. Nothing is repeated here; every refusal has one meaning. */
export function createZaloMassChannel(options: ZaloMassChannelOptions): MassChannel {
  const { connection, addressOf, clock, callTimeoutMs = CALL_TIMEOUT_MS } = options;

  async function answerOf<T>(
    work: (api: ZaloApi, within: { timeoutMs: number }) => Promise<T>,
  ): Promise<MassAnswer<T>> {
    const deadline = performance.now() + callTimeoutMs;
    try {
      const value = await connection.call((api) =>
        work(api, { timeoutMs: Math.max(SECOND_MS, deadline - performance.now()) }),
      );
      return { kind: 'done', value };
    } catch (error) {
      const untold = outcomeOfTokenTrouble(error);
      if (untold?.kind === 'later') return untold;
      if (untold?.kind === 'stopped') return untold;
      if (!(error instanceof ZaloError)) throw error;
      return meaningOfError(error, clock.now());
    }
  }

  const write = (article: Article, articleId: string | null): Promise<MassAnswer<{ ticket: string }>> =>
    answerOf(async ({ oa }, within) => {
      const { data } =
        articleId === null
          ? await oa.articles.create(toZaloArticle(article, 'hide', addressOf), within)
          : await oa.articles.update(articleId, toZaloArticle(article, 'show', addressOf), within);
      return { ticket: data.token };
    });

  return {
    ...zaloMassPlatform(connection.oaId, options.broadcastsPerMonth),
    ratePerSecond: options.rate,
    create: (article) => write(article, null),
    show: (articleId, article) => write(article, articleId),
    verify: (ticket) =>
      answerOf(async ({ oa }, within) => {
        const { data } = await oa.articles.verify(ticket, within);
        return { articleId: data.state === 'ready' ? data.articleId : null };
      }),
    async broadcast(articleId, address) {
      const target = zaloAddress.parse(address);
      const answer = await answerOf<{ messageId: string | null }>(async ({ oa }, within) => {
        try {
          const { data } = await oa.broadcasts.send({ articleIds: [articleId], target }, within);
          return { messageId: data.messageId };
        } catch (error) {
          // Zalo said that it worked, and only the rest of its answer could not be read.
          if (error instanceof ZaloError && error.sent === 'yes') return { messageId: null };
          throw error;
        }
      });
      const isDoubtful = answer.kind === 'not-done' && answer.reason === `zalo${SENDING_FAILED}`;
      return isDoubtful ? { kind: 'unknown', reason: answer.reason } : answer;
    },
    remove: (articleId) =>
      answerOf(async ({ oa }, within) => {
        await oa.articles.remove(articleId, within);
        return null;
      }),
  };
}

function meaningOfError(error: ZaloError, now: Date): Exclude<MassAnswer<never>, { kind: 'done' }> {
  // The account may not do this one thing (package, verification, category, a grant; -223 also says that the quota of articles
  // is used up). Whatever else it sends goes on, and finds out by itself where it may not either.
  if (error.class === 'human') return { kind: 'refused', reason: `zalo${error.code}` };
  const outcome = classify(error, now);
  switch (outcome.kind) {
    case 'not-delivered':
      return { kind: 'not-done', reason: outcome.reason };
    case 'throttled':
      return { kind: 'throttled', waitMs: outcome.waitMs };
    // There is no other way to everybody.
    case 'elsewhere-for-now':
      return { kind: 'later', reason: outcome.reason, waitMs: outcome.waitMs };
    case 'later':
    case 'stopped':
    case 'unknown':
      return outcome;
    case 'sent':
      // Done, but what it gave cannot be read: of an article that is a ticket, without which it is as if nothing came.
      return { kind: 'unknown', reason: 'unreadable' };
    case 'refused':
    case 'moved':
    case 'elsewhere':
    case 'content':
      return { kind: 'refused', reason: outcome.reason };
  }
}
