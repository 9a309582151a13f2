import type { Clock } from '../../base/clock.js';
import { MINUTE_MS, SECOND_MS } from '../../base/clock.js';
import { crashPoint, type MassStep } from '../../base/crash.js';
import type { Log } from '../../base/log.js';
import { vietnamDay } from '../../base/vietnamDay.js';
import type { Database } from '../../prisma/database.js';
import type { Pace } from '../pace/pace.js';
import { keepSilent, stopSender } from '../sender/health.js';
import { budgetFor } from './budget.js';
import type { MassAnswer, MassChannel } from './channel.js';
import { claimMassPost, stepOf } from './claim.js';
import { isMassOpen } from './hours.js';
import { type MassRow, readArticle, readTarget } from './row.js';
import { record } from './settle.js';
import { spend } from './spend.js';

export interface MassDeps {
  db: Database;
  channel: MassChannel;
  pace: Pace;
  clock: Clock;
  log: Log;
}

/** How long the platform is given to make an article before it is asked for it, and at most between two questions. */
const ASK_AFTER_MS = 5 * SECOND_MS;
const ASK_MAX_MS = MINUTE_MS;
const AGAIN_MS = 15 * SECOND_MS;
/** An article that is written and never answered leaves a hidden one behind each time; after so many a person looks. */
const CREATE_TRIES = 5;
/** One that the platform is still at after a few hours is not coming. */
const ASK_TRIES = 200;
const REMOVE_TRIES = 5;

const LIVE = ['creating', 'publishing'];

/** Does the next step of the article that is due; false when there is none. */
export async function massStep(deps: MassDeps): Promise<boolean> {
  const { db, channel, clock } = deps;
  const row = await claimMassPost(db, channel.sender, isMassOpen(clock.now()));
  if (row === null) return false;
  const step = stepOf(row);
  if (step === 'remove') await remove(deps, row);
  else if (step === 'broadcast') await broadcast(deps, row);
  else await prepare(deps, row, step);
  return true;
}

/** The steps that bring the article to the platform. Each may be done twice: what is made twice is hidden, or the same. */
async function prepare(deps: MassDeps, row: MassRow, step: Exclude<MassStep, 'broadcast'>): Promise<void> {
  const { db, channel } = deps;
  if (row.tries > (step === 'create' ? CREATE_TRIES : ASK_TRIES)) return hold(deps, row, 'article-unanswered');
  if (step === 'show' && (await isFull(deps, row))) return;
  crashPoint(`mass-${step}-claim`);
  if (step === 'create' || step === 'show') {
    const article = readArticle(row.article);
    const answer = step === 'create' ? await channel.create(article) : await channel.show(row.articleId ?? '', article);
    crashPoint(`mass-${step}-answer`);
    if (answer.kind === 'done')
      await record(db, row, LIVE, `ticket = $4, tries = 0, reason = null, ${IN}`, [answer.value.ticket, ASK_AFTER_MS]);
    else await putBack(deps, row, answer, step);
  } else {
    const answer = await channel.verify(row.ticket ?? '');
    crashPoint(`mass-${step}-answer`);
    if (answer.kind !== 'done') await putBack(deps, row, answer, step);
    else if (answer.value.articleId === null) {
      const waitMs = Math.min(ASK_MAX_MS, ASK_AFTER_MS * row.tries);
      await record(db, row, LIVE, IN_ONLY, [waitMs]);
    } else if (step === 'verify')
      await record(
        db,
        row,
        ['creating'],
        `state = 'ready', article_id = $4, ticket = null, tries = 0, reason = null, next_at = now()`,
        [answer.value.articleId],
      );
    else
      await record(
        db,
        row,
        ['publishing'],
        'shown_at = now(), ticket = null, tries = 0, reason = null, next_at = now()',
      );
  }
  crashPoint(`mass-${step}-record`);
}

/** `next_at` from the last value of a statement with one value before it, or with none. */
const IN = `next_at = now() + $5::float8 * interval '1 ms'`;
const IN_ONLY = `next_at = now() + $4::float8 * interval '1 ms'`;

/** Nothing becomes visible on a day that has no room for it: then it waits, ready, for the day that has. */
async function isFull({ db, channel, clock }: MassDeps, row: MassRow): Promise<boolean> {
  const { id, sender } = row;
  const { freeAgainAt } = await budgetFor(db, {
    ...{ sender, target: readTarget(row.target), except: id, budget: channel.budget, day: vietnamDay(clock.now()) },
  });
  if (freeAgainAt === null) return false;
  const waitMs = freeAgainAt.getTime() - clock.now().getTime();
  await record(db, row, LIVE, `state = 'ready', reason = 'budget', tries = 0, ${IN_ONLY}`, [waitMs]);
  return true;
}

/** The call that spends the budget: intended, made and recorded once. What it leaves open is `unknown`. */
async function broadcast(deps: MassDeps, row: MassRow): Promise<void> {
  const { db, channel, pace, clock, log } = deps;
  const slot = await pace.reserve(channel.sender, channel.ratePerSecond, 1, 'nudge');
  if (slot.slots === 0 || slot.startsInMs > SECOND_MS) {
    await record(db, row, LIVE, `tries = tries - 1, ${IN_ONLY}`, [slot.startsInMs]);
    return;
  }
  const intent = await spend(db, row, channel.budget, clock);
  if (intent.kind === 'changed') return hold(deps, row, 'changed-after-approval');
  if (intent.kind === 'full') {
    const waitMs = intent.freeAgainAt.getTime() - clock.now().getTime();
    await record(db, row, LIVE, `reason = 'budget', tries = 0, ${IN_ONLY}`, [waitMs]);
    return;
  }
  if (intent.kind === 'gone') return;
  crashPoint('mass-broadcast-claim');
  const answer = await channel.broadcast(row.articleId ?? '', row.address);
  crashPoint('mass-broadcast-answer');
  if (answer.kind === 'done') {
    await record(
      db,
      row,
      ['sending', 'unknown'],
      `state = 'sent', message_id = $4, sent_at = now(), finished_at = null, reason = null, tries = 0`,
      [answer.value.messageId],
    );
    log.info({ article: row.id }, 'the platform has taken an article for everybody');
  } else await putBack(deps, row, answer, 'broadcast');
  crashPoint('mass-broadcast-record');
}

/** A call that did not do it, or of which nobody knows: what that means for the article, and for the account. */
async function putBack(
  deps: MassDeps,
  row: MassRow,
  answer: Exclude<MassAnswer<unknown>, { kind: 'done' }>,
  step: MassStep,
): Promise<void> {
  const { db, log } = deps;
  const isSpent = step === 'broadcast';
  const from = isSpent ? ['sending', 'unknown'] : LIVE;
  // Surely not done: it goes back to where it was, and the budget that it holds stays its own.
  const back = isSpent ? `state = 'publishing', finished_at = null, ` : '';
  switch (answer.kind) {
    case 'refused':
      log.error({ article: row.id, step, reason: answer.reason }, 'the platform refuses an article for everybody');
      await record(
        db,
        row,
        from,
        `state = 'rejected', reason = $4, budget_day = null, finished_at = now(), next_at = now(), tries = 0`,
        [answer.reason],
      );
      return;
    case 'unknown':
      if (isSpent) {
        log.error({ article: row.id, reason: answer.reason }, 'whether an article went to everybody is not known');
        await record(db, row, from, `state = 'unknown', reason = $4, finished_at = now()`, [answer.reason]);
      } else await record(db, row, from, `reason = $4, ${IN}`, [answer.reason, AGAIN_MS]);
      return;
    case 'later':
      await record(db, row, from, `${back}reason = $4, tries = 0, ${IN}`, [answer.reason, answer.waitMs]);
      return;
    case 'throttled':
      await keepSilent(db, row.sender, answer.waitMs);
      await record(db, row, from, `${back}tries = tries - 1, ${IN_ONLY}`, [answer.waitMs]);
      return;
    case 'stopped':
      if (await stopSender(db, row.sender, answer.reason))
        log.error({ sender: row.sender, reason: answer.reason }, 'the sender is refused');
      await record(db, row, from, `${back}reason = $4, tries = tries - 1, ${IN}`, [answer.reason, AGAIN_MS]);
      return;
    case 'not-done':
      await record(db, row, from, `${back}reason = $4, tries = tries - 1, ${IN}`, [answer.reason, AGAIN_MS]);
  }
}

async function hold({ db, log }: MassDeps, row: MassRow, reason: string): Promise<void> {
  log.error({ article: row.id, reason }, 'an article for everybody is held');
  await record(db, row, LIVE, `held_from = state, state = 'held', reason = $4`, [reason]);
}

/** An article that was never handed over is taken away again; where that fails for good it stays, and does no harm. */
async function remove({ db, channel, log }: MassDeps, row: MassRow): Promise<void> {
  const answer = await channel.remove(row.articleId ?? '');
  const ended = ['cancelled', 'rejected', 'expired'];
  if (answer.kind === 'done' || answer.kind === 'refused' || row.tries >= REMOVE_TRIES) {
    if (answer.kind !== 'done') log.warn({ article: row.id }, 'an article that was not sent could not be taken away');
    await record(db, row, ended, 'removed_at = now()');
  } else if (answer.kind === 'throttled') {
    await keepSilent(db, row.sender, answer.waitMs);
    await record(db, row, ended, IN_ONLY, [answer.waitMs]);
  } else await record(db, row, ended, IN_ONLY, [AGAIN_MS]);
}
