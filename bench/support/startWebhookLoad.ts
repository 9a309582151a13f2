import { fork } from 'node:child_process';
import { once } from 'node:events';
import { compiled } from './compiled.js';

/** What is brought, and where. */
export interface LoadOrder {
  url: string;
  /** Makes the events of one run others than those of the next. */
  run: string;
  people: number;
  perSecond: number;
  /** Everybody's code is hot before it is measured. */
  warmUpSeconds: number;
  seconds: number;
  appId: string;
  oaId: string;
  secretKey: string;
}

export interface LoadAnswer {
  kind: 'brought';
  /** From the moment each was due to its answer, in milliseconds; in the order in which they were due. */
  tookMs: number[];
  /** How many were answered what; `none` for those that got no answer. */
  statuses: Record<string, number>;
  /** From the first that is measured to the last answer. */
  seconds: number;
}

/** Brings webhooks from a process of its own; resolves when the last is answered. */
export async function bringWebhooks(order: LoadOrder): Promise<LoadAnswer> {
  const child = fork(compiled('support/webhookLoad'), { execArgv: [] });
  try {
    const answer = once(child, 'message');
    child.send(order);
    const [first] = (await answer) as [LoadAnswer];
    return first;
  } finally {
    child.disconnect();
  }
}
