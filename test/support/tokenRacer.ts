import { ZaloOfficialAccount } from 'zalo-api-ts';
import { LoaError } from '../../base/errors.js';
import { tokensOfProcess } from './tokensOfProcess.js';

/** What the parent is told of each start: that the process is there, or how its calls ended. */
export type RacerReport = { kind: 'ready' } | { kind: 'ended'; ends: string[] };

/**
 * A process that sends for the account, as many others do at the same time: whenever it is told to, it makes two calls that
 * need a living token, and tells how they ended. It does not outlive its parent.
 */
// Patient, for a busy machine.
const { zalo, tokens } = await tokensOfProcess('racer', { level: 'fatal', waitMs: 20_000 });
const { openapiRoot: root } = zalo;

async function call(): Promise<string> {
  try {
    await tokens.run((accessToken) => new ZaloOfficialAccount({ root, accessToken }).info());
    return 'answered';
  } catch (error) {
    return error instanceof LoaError ? error.code : String(error);
  }
}

const tell = (report: RacerReport): void => void process.send?.(report);
process.on('message', () => {
  void Promise.all([call(), call()]).then((ends) => tell({ kind: 'ended', ends }));
});
process.once('disconnect', () => process.exit(0));
tell({ kind: 'ready' });
