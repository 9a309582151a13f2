import { SECOND_MS } from '../../base/clock.js';
import { messageOf } from '../../base/errors.js';
import { settleByTime } from './settle.js';
import { type MassDeps, massStep } from './step.js';

const TICK_MS = SECOND_MS;
/** A handful of articles at most is ever under way. */
const STEPS_PER_TICK = 20;

/** What time decides, and then every step that is due: all of it by what the database says. */
export async function massTick(deps: MassDeps): Promise<void> {
  const { stranded, expired } = await settleByTime(deps.db);
  for (const article of stranded)
    deps.log.error({ article }, 'whether an article went to everybody is not known: nothing sends it again by itself');
  for (const article of expired) deps.log.warn({ article }, 'an article for everybody became useless before it went');
  for (let left = STEPS_PER_TICK; left > 0 && (await massStep(deps)); left--);
}

/**
 * Works on articles for everybody, in every scheduler process: a timer that does what PostgreSQL says is due. There is no
 * job of it in any queue, so nothing is lost with one. Resolves, when called to stop, once a call in flight has ended.
 */
export function startMass(deps: MassDeps): () => Promise<void> {
  const { db, log } = deps;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let failing = false;
  const tick = async (): Promise<void> => {
    try {
      await massTick(deps);
      failing = false;
    } catch (error) {
      if (!db.isAway(error) && !failing) {
        log.error({ err: messageOf(error) }, 'articles for everybody cannot be worked on; it is tried every second');
        failing = true;
      }
    }
    if (!stopped) timer = setTimeout(go, TICK_MS);
  };
  const go = (): void => {
    running = tick();
  };
  timer = setTimeout(go, 0);
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
