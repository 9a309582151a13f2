import { describe, expect, it } from 'vitest';
import { ERROR_TABLE, type ErrorClass, type ErrorHost, ZaloError } from 'zalo-api-ts';
import { HOUR_MS, MINUTE_MS } from '../../../base/clock.js';
import type { Outcome } from '../../../scheduler/channel.js';
import { classify } from './classify.js';

/** 23:30 in Vietnam. */
const NIGHT = new Date('2026-11-22T16:30:00Z');

function refused(host: ErrorHost, code: number, call = 'POST /v3.0/oa/message/cs'): Outcome {
  const class_ = classOf(host, code);
  return classify(new ZaloError('refused', { host, class: class_, sent: 'no', code, call, httpStatus: 200 }), NIGHT);
}

function classOf(host: ErrorHost, code: number): ErrorClass {
  return ERROR_TABLE.find((row) => row.host === host && row.code === code)?.class ?? 'unknown';
}

const stopped = (code: number): Outcome => ({ kind: 'stopped', reason: `zalo${code}` });
const content = (code: number): Outcome => ({ kind: 'content', reason: `zalo${code}` });
const silent = (code: number): Outcome => ({ kind: 'elsewhere', reason: `zalo${code}`, address: 'silent' });
const blocked = (code: number): Outcome => ({ kind: 'elsewhere', reason: `zalo${code}`, address: 'blocked' });
const waits = (code: number): Outcome => ({ kind: 'elsewhere-for-now', reason: `zalo${code}`, waitMs: HOUR_MS });
const thisOneOnly = (code: number): Outcome => ({ kind: 'refused', reason: `zalo${code}`, address: 'keep' });
const chatRests: Outcome = { kind: 'throttled', waitMs: 6 * HOUR_MS, scope: 'chat' };

const ROWS: [what: string, host: ErrorHost, code: number, outcome: Outcome][] = [
  ['too many calls', 'openapi', -32, { kind: 'throttled', waitMs: MINUTE_MS, scope: 'sender' }],
  ['an attachment that expired goes up again', 'openapi', -100, { kind: 'content', reason: 'file-handle-refused' }],
  ['sending failed', 'openapi', -200, { kind: 'not-delivered', reason: 'zalo-200' }],
  ['a user id that is nobody', 'openapi', -201, { kind: 'refused', reason: 'zalo-201', address: 'keep' }],
  ['the account disabled', 'openapi', -204, stopped(-204)],
  ['a parameter over its limit', 'openapi', -210, content(-210)],
  ['no follower', 'openapi', -213, blocked(-213)],
  ['a token refused twice', 'openapi', -216, stopped(-216)],
  ['too many to this person', 'openapi', -218, chatRests],
  ['the package too low', 'openapi', -224, stopped(-224)],
  ['banned or away', 'openapi', -227, blocked(-227)],
  ['the window shut', 'openapi', -230, silent(-230)],
  ['never interacted', 'openapi', -231, silent(-231)],
  ['the interaction expired', 'openapi', -232, silent(-232)],
  ['a kind of message that is not supported', 'openapi', -233, content(-233)],
  [
    'night, until a little after six',
    'openapi',
    -234,
    { kind: 'elsewhere-for-now', reason: 'zalo-234', waitMs: 6.5 * HOUR_MS + 2 * MINUTE_MS },
  ],
  ['a kind that the person refuses', 'openapi', -244, blocked(-244)],
  ['against the standards', 'openapi', -248, content(-248)],
  ['a template that may not go by user id', 'openapi', -249, content(-249)],
  ['the app removed', 'openapi', -219, stopped(-219)],
  ['the permission for texts not given', 'openapi', -223, stopped(-223)],
  ['a wrong proof of the secret', 'openapi', -242, stopped(-242)],
  ['no purse: what is free goes on', 'openapi', -320, waits(-320)],
  ['out of money: what is free goes on', 'openapi', -321, waits(-321)],
  ['something about a group that we never wrote to', 'openapi', -237, thisOneOnly(-237)],
  ['the app not linked for templates: texts go on', 'business', -105, waits(-105)],
  ["the templates' balance too low", 'business', -115, waits(-115)],
  ['the account may not send templates', 'business', -135, waits(-135)],
  ['no purse for templates', 'business', -136, waits(-136)],
  ['no account behind the number', 'business', -118, blocked(-118)],
  ["the templates' token", 'business', -124, stopped(-124)],
  ['a template that is not approved', 'business', -131, content(-131)],
  ['a value too long', 'business', -1121, content(-1121)],
  [
    'night, for templates',
    'business',
    -133,
    { kind: 'elsewhere-for-now', reason: 'zalo-133', waitMs: 6.5 * HOUR_MS + 2 * MINUTE_MS },
  ],
  [
    'the quota of the day, until tomorrow',
    'business',
    -144,
    { kind: 'elsewhere-for-now', reason: 'zalo-144', waitMs: 31 * MINUTE_MS },
  ],
  ['too many templates to this person', 'business', -1471, chatRests],
  // By user id a template goes over the account's host and may be refused in the words of the other.
  [
    "the same over the account's host",
    'openapi',
    -144,
    { kind: 'elsewhere-for-now', reason: 'zalo-144', waitMs: 31 * MINUTE_MS },
  ],
  [
    'a code that nobody has described',
    'openapi',
    -987_654,
    { kind: 'refused', reason: 'unlisted zalo-987654', address: 'keep' },
  ],
];

describe('what Zalo refuses', () => {
  it.each(ROWS)('%s', (_what, host, code, outcome) => {
    expect(refused(host, code)).toEqual(outcome);
  });

  it.each([-212, -221, -223, -224, -235])('%i of a template or an upload is about that alone: texts go on', (code) => {
    expect(refused('openapi', code)).toEqual(stopped(code));
    expect(refused('openapi', code, 'POST /v3.0/oa/message/template')).toEqual(waits(code));
    expect(refused('openapi', code, 'POST /v2.0/oa/upload/image')).toEqual(waits(code));
  });

  it('stops the account for nothing that only the host of templates says, but for its token', () => {
    const stops = ERROR_TABLE.filter(({ host, code }) => host === 'business' && refused(host, code).kind === 'stopped');
    expect(stops.map(({ code }) => code)).toEqual([-124]);
  });

  it('waits at least a minute where it is told to wait, and spends no attempt', () => {
    for (const { host, code } of ERROR_TABLE) {
      const outcome = refused(host, code);
      if (outcome.kind === 'throttled' || outcome.kind === 'elsewhere-for-now')
        expect(outcome.waitMs).toBeGreaterThanOrEqual(MINUTE_MS);
    }
  });

  it('never means that anybody may have got the message: a refusal is a refusal', () => {
    for (const { host, code } of ERROR_TABLE) expect(['sent', 'unknown']).not.toContain(refused(host, code).kind);
  });
});

describe('what is no answer of Zalo', () => {
  const error = (sent: 'no' | 'maybe' | 'yes', class_: ErrorClass, reason: string | null = null) =>
    classify(new ZaloError('no answer', { host: 'openapi', class: class_, sent, reason }), NIGHT);

  it.each([
    [
      'a refused connection is tried again',
      error('no', 'network', 'connection-refused'),
      { kind: 'not-delivered', reason: 'connection-refused' },
    ],
    [
      'a time-out after writing is unknown',
      error('maybe', 'network', 'timeout'),
      { kind: 'unknown', reason: 'timeout' },
    ],
    ['a 502 is unknown', error('maybe', 'network', 'http-502'), { kind: 'unknown', reason: 'http-502' }],
    ['a page of a proxy is unknown', error('maybe', 'unreadable', 'http-200'), { kind: 'unknown', reason: 'http-200' }],
    ['a yes whose rest cannot be read is a yes', error('yes', 'unreadable'), { kind: 'sent', messageIds: [] }],
  ])('%s', (_what, outcome, expected) => {
    expect(outcome).toEqual(expected);
  });
});
