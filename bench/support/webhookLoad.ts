/**
 * Brings webhooks as a platform does, as a process of its own (forked): so many a second whatever is answered, each at its
 * own moment, over as many connections as that takes. Everything is signed before the clock starts. What is measured is
 * from the moment at which an event was due to the last byte of its answer, so that a service which stands still is
 * charged for everything that was due meanwhile.
 */
import { Agent, request } from 'undici';
import { signWebhook } from '../../zalo-api-ts/src/webhook/signature.js';
import type { LoadAnswer, LoadOrder } from './startWebhookLoad.js';
import { nowMs } from './time.js';

/** More than are ever open at once while answers come within the bar. */
const CONNECTIONS = 256;
const TICK_MS = 1;

process.on('message', (order: LoadOrder) => void bring(order).then((answer) => process.send?.(answer)));
process.once('disconnect', () => process.exit(0));

interface Prepared {
  body: Buffer;
  signature: string;
}

async function bring(order: LoadOrder): Promise<LoadAnswer> {
  const { url, perSecond, warmUpSeconds } = order;
  const events = prepare(order);
  const notMeasured = perSecond * warmUpSeconds;
  const agent = new Agent({ connections: CONNECTIONS, pipelining: 1 });
  const tookMs = new Array<number>(events.length - notMeasured).fill(0);
  const statuses: Record<string, number> = {};
  const startAt = nowMs() + 50;
  const bringOne = async ({ body, signature }: Prepared, nth: number, dueAt: number): Promise<void> => {
    const headers = { 'content-type': 'application/json', 'x-zevent-signature': signature };
    const status = await request(url, { dispatcher: agent, method: 'POST', headers, body }).then(
      async (response) => {
        await response.body.dump();
        return String(response.statusCode);
      },
      () => 'none',
    );
    if (nth < notMeasured) return;
    statuses[status] = (statuses[status] ?? 0) + 1;
    tookMs[nth - notMeasured] = nowMs() - dueAt;
  };
  const open: Promise<void>[] = [];
  await new Promise<void>((resolve) => {
    let next = 0;
    const timer = setInterval(() => {
      for (;;) {
        const dueAt = startAt + (next * 1_000) / perSecond;
        if (dueAt > nowMs()) return;
        const event = events[next];
        if (event === undefined) {
          clearInterval(timer);
          return resolve();
        }
        open.push(bringOne(event, next, dueAt));
        next += 1;
      }
    }, TICK_MS);
  });
  await Promise.all(open);
  const endAt = nowMs();
  await agent.close();
  return { kind: 'brought', tookMs, statuses, seconds: (endAt - startAt) / 1_000 - warmUpSeconds };
}

/** Texts of people 1 to n in turn; every twentieth is one that was brought a second before. */
function prepare({ run, people, perSecond, warmUpSeconds, seconds, appId, oaId, secretKey }: LoadOrder): Prepared[] {
  const events: Prepared[] = [];
  for (let n = 0; n < perSecond * (warmUpSeconds + seconds); n += 1) {
    const before = events[n - perSecond];
    if (n % 20 === 19 && before !== undefined) {
      events.push(before);
      continue;
    }
    const timestamp = String(Date.now());
    const event = {
      app_id: appId,
      sender: { id: String(1 + (n % people)) },
      user_id_by_app: '552177279717587730',
      recipient: { id: oaId },
      event_name: 'user_send_text',
      message: { text: 'Cho tôi hỏi cai nghiện ở đâu?', msg_id: `${run}-${n}` },
      timestamp,
    };
    const body = Buffer.from(JSON.stringify(event));
    events.push({ body, signature: signWebhook(body, { appId, timestamp, secretKey }) });
  }
  return events;
}
