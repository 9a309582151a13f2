import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalisedMessage } from '../../content/message.js';
import { addStaff } from '../../people/addStaff.js';
import { verifyAudit } from '../../people/verifyAudit.js';
import { testLog } from '../../test/support/database.js';
import { refusalOf } from '../../test/support/refusal.js';
import { startWorld, text, type World } from '../../test/support/world.js';
import { startDue } from '../clock/startDue.js';
import { createBroadcast } from './create.js';
import { retryMissed } from './retryMissed.js';
import {
  approveBroadcast,
  cancelBroadcast,
  pauseBroadcast,
  resumeBroadcast,
  sendBackBroadcast,
  startBroadcast,
} from './verbs.js';

let world: World;
beforeAll(async () => {
  world = await startWorld({ people: 3, idle: true });
  await addStaff(world.db, { name: 'vu', role: 'viewer', place: null });
  await addStaff(world.db, { name: 'xuan', role: 'approver', place: '38' });
});
afterAll(() => world.close());

const as = (name: string) => ({ name, ...world.by });
const inOneHour = () => new Date(Date.now() + 3_600_000);

describe('nothing goes to many on one person’s word', () => {
  test('who composed a broadcast may not approve it', async () => {
    await addStaff(world.db, { name: 'both', role: 'approver', place: null });
    const { id } = await createAs('both');
    expect(await refusalOf(approveBroadcast(world.db, id, as('both')))).toBe('no-second-person');
    expect((await world.status(id)).state).toBe('draft');
    await approveBroadcast(world.db, id, as('binh'));
    expect(await world.status(id)).toMatchObject({ state: 'approved', createdBy: 'both', approvedBy: 'binh' });
  });

  test.each([
    ['nobody', 'unknown-staff'],
    ['vu', 'wrong-role'],
    ['an', 'wrong-role'],
  ])('%s may not approve: %s', async (name, code) => {
    const id = await world.create();
    expect(await refusalOf(approveBroadcast(world.db, id, as(name)))).toBe(code);
  });

  test('who is bound to a province may not approve what reaches beyond it', async () => {
    const id = await world.create();
    expect(await refusalOf(approveBroadcast(world.db, id, as('xuan')))).toBe('outside-place');
  });

  test('what was not approved is not started, by nobody', async () => {
    const id = await world.create();
    for (const name of ['an', 'binh', 'chi']) {
      expect(await refusalOf(startBroadcast(world.db, id, as(name)))).toBe('wrong-state');
    }
    expect(await refusalOf(startBroadcast(world.db, id, { name: null, ...world.by }))).toBe('wrong-state');
    expect((await world.status(id)).state).toBe('draft');
  });

  test('a broadcast with a time starts by itself and refuses to be started', async () => {
    const id = await world.create({ at: inOneHour() });
    await world.approve(id);
    expect(await refusalOf(startBroadcast(world.db, id, as('an')))).toBe('has-time');
  });

  test('nothing is approved twice', async () => {
    const id = await world.create();
    await world.approve(id);
    expect(await refusalOf(approveBroadcast(world.db, id, as('chi')))).toBe('wrong-state');
  });
});

describe('what comes back to who wrote it', () => {
  test('is a draft with its reason, that nobody approves, and who sent it back stands in the chain', async () => {
    const id = await world.create({ at: inOneHour() });
    await world.approve(id);
    await sendBackBroadcast(world.db, id, ' the hour is wrong ', as('binh'));
    const { state, approvedBy, sentBack } = await world.status(id);
    expect({ state, approvedBy, sentBack }).toMatchObject({
      state: 'draft',
      approvedBy: null,
      sentBack: { by: 'binh', reason: 'the hour is wrong' },
    });
    expect(await refusalOf(approveBroadcast(world.db, id, as('chi')))).toBe('sent-back');
    expect(await refusalOf(sendBackBroadcast(world.db, id, 'again', as('chi')))).toBe('sent-back');
    const { rows } = await world.db.pool.query<{ entry: string }>(
      'select entry from audit_event order by id desc limit 1',
    );
    expect(JSON.parse(rows[0]?.entry ?? '')).toMatchObject({
      actor: 'binh',
      action: 'broadcast.send-back',
      subject: `broadcast:${id}`,
    });
    expect(rows[0]?.entry).not.toContain('hour');
  });

  test('needs a reason, the right to approve, and that nothing of it has gone out', async () => {
    const id = await world.create();
    expect(await refusalOf(sendBackBroadcast(world.db, id, '  ', as('binh')))).toBe('bad-reason');
    expect(await refusalOf(sendBackBroadcast(world.db, id, 'x'.repeat(1_001), as('binh')))).toBe('bad-reason');
    expect(await refusalOf(sendBackBroadcast(world.db, id, 'no', as('an')))).toBe('wrong-role');
    expect(await refusalOf(sendBackBroadcast(world.db, id, 'no', as('xuan')))).toBe('outside-place');
    await world.approve(id);
    await startBroadcast(world.db, id, as('an'));
    expect(await refusalOf(sendBackBroadcast(world.db, id, 'no', as('binh')))).toBe('wrong-state');
    await pauseBroadcast(world.db, id, as('an'));
    expect(await refusalOf(sendBackBroadcast(world.db, id, 'no', as('binh')))).toBe('wrong-state');
  });

  test('an approval of what was seen is no approval of what it has become', async () => {
    const id = await world.create();
    const seen = 'f'.repeat(16);
    expect(await refusalOf(approveBroadcast(world.db, id, as('binh'), seen))).toBe('edited');
    expect((await world.status(id)).state).toBe('draft');
  });
});

describe('an approval is bound to every field that changes what, whom or when', () => {
  const changes: [string, string][] = [
    ['text', `message = jsonb_set(message, '{vi,0,body,text}', '"Other words"')`],
    ['a language more', `message = message || '{"en": []}'`],
    ['media, by their bytes', `message = jsonb_set(message, '{vi,0,media,sha256}', '"00"')`],
    ['whom', `audience = 'place:01'`],
    ['whose bounds', `bound_place = '38'`],
    ['until', `until = now() + interval '9 hours'`],
    ['on-unknown', `on_unknown = 'resend'`],
    ['if-late', `if_late = 'expire'`],
    ['any-hour', `any_hour = false`],
    ['kind', `kind = 'nudge'`],
    ['that somebody approved it at all', `approved_hash = null`],
  ];

  test.each([...changes, ['time', `at = now() + interval '1 second'`]] as [string, string][])(
    'changed after approval, start is refused: %s',
    async (_field, sql) => {
      const id = await approvedWithPicture(null);
      await world.db.pool.query(`update broadcast set ${sql} where id = $1`, [Number(id)]);
      expect(['changed', 'has-time']).toContain(await refusalOf(startBroadcast(world.db, id, as('an'))));
      expect((await world.status(id)).state).toBe('approved');
    },
  );

  test('changed after approval, it is held when it falls due; unchanged, it starts', async () => {
    const at = new Date(Date.now() + 3_000);
    const unchanged = await approvedWithPicture(at);
    const changed = new Map<string, string>();
    for (const [field, sql] of changes) {
      const id = await approvedWithPicture(at);
      await world.db.pool.query(`update broadcast set ${sql} where id = $1`, [Number(id)]);
      changed.set(id, field);
    }
    await sleep(Math.max(0, at.getTime() - Date.now()) + 50);
    await startDue(world.db, testLog);
    expect((await world.status(unchanged)).state).toBe('running');
    for (const [id, field] of changed) {
      expect(await world.status(id), field).toMatchObject({
        state: 'held',
        heldReason: 'changed-after-approval',
        startedAt: null,
      });
      expect(await refusalOf(resumeBroadcast(world.db, id, as('chi')))).toBe('changed');
    }
  });

  test('changed while it was paused, it is not resumed', async () => {
    const id = await world.send();
    await pauseBroadcast(world.db, id, as('an'));
    await world.db.pool.query(`update broadcast set message = $2 where id = $1`, [Number(id), text('Other words')]);
    expect(await refusalOf(resumeBroadcast(world.db, id, as('an')))).toBe('changed');
  });

  test('unchanged, it is resumed, whether its end was given or came with the start', async () => {
    for (const until of [null, inOneHour()]) {
      const id = await world.send({ until });
      await pauseBroadcast(world.db, id, as('an'));
      await resumeBroadcast(world.db, id, as('an'));
      expect((await world.status(id)).state).toBe('running');
    }
  });
});

describe('a verb that does not fit', () => {
  test('is refused with the state that stands against it', async () => {
    const draft = await world.create();
    expect(await refusalOf(pauseBroadcast(world.db, draft, as('an')))).toBe('wrong-state');
    expect(await refusalOf(resumeBroadcast(world.db, draft, as('an')))).toBe('wrong-state');
    expect(await refusalOf(retryMissed(world.db, draft, { unknown: false }, as('an')))).toBe('wrong-state');
    const running = await world.send();
    expect(await refusalOf(startBroadcast(world.db, running, as('an')))).toBe('wrong-state');
    expect(await refusalOf(retryMissed(world.db, running, { unknown: false }, as('an')))).toBe('wrong-state');
    expect(await refusalOf(pauseBroadcast(world.db, '999999', as('an')))).toBe('unknown-broadcast');
    expect(await refusalOf(pauseBroadcast(world.db, 'x', as('an')))).toBe('unknown-broadcast');
  });

  test('a cancelled draft is over: nobody was planned for, nothing brings it back', async () => {
    const id = await world.create();
    await cancelBroadcast(world.db, id, as('an'));
    const status = await world.status(id);
    expect(status).toMatchObject({ state: 'cancelled', planned: 0, sent: 0 });
    expect(status.finishedAt).not.toBeNull();
    expect(await refusalOf(approveBroadcast(world.db, id, as('binh')))).toBe('wrong-state');
    expect(await refusalOf(startBroadcast(world.db, id, as('an')))).toBe('wrong-state');
    expect(await refusalOf(cancelBroadcast(world.db, id, as('an')))).toBe('wrong-state');
    expect(await refusalOf(retryMissed(world.db, id, { unknown: false }, as('an')))).toBe('approval-ended');
  });

  test('what was never approved has no missed ones to retry, however long it would have lasted', async () => {
    const id = await world.create({ until: inOneHour() });
    await cancelBroadcast(world.db, id, as('an'));
    expect(await refusalOf(retryMissed(world.db, id, { unknown: false }, as('an')))).toBe('changed');
  });
});

test('every verb is in the audit chain, and refusals are not', async () => {
  const id = await world.send();
  await pauseBroadcast(world.db, id, as('chi'));
  await resumeBroadcast(world.db, id, { name: null, ...world.by });
  await refusalOf(startBroadcast(world.db, id, as('an')));
  await cancelBroadcast(world.db, id, as('an'));
  const { rows } = await world.db.pool.query<{ actor: string; action: string }>(
    `select entry::json ->> 'actor' as actor, entry::json ->> 'action' as action
       from audit_event where entry::json ->> 'subject' = $1 order by id`,
    [`broadcast:${id}`],
  );
  expect(rows.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
    'an broadcast.create',
    'binh broadcast.approve',
    'an broadcast.start',
    'chi broadcast.pause',
    'operator broadcast.resume',
    'an broadcast.cancel',
  ]);
  expect(await verifyAudit(world.db)).toMatchObject({ ok: true });
});

async function createAs(name: string) {
  const wanted = { message: text('x'), media: new Map(), audience: 'all', at: null, until: null } as const;
  return createBroadcast(world.db, { ...wanted, onUnknown: 'leave', ifLate: 'send', anyHour: true }, as(name));
}

async function approvedWithPicture(at: Date | null): Promise<string> {
  const bytes = Buffer.from('a picture');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const media = { kind: 'photo', sha256, fileName: 'a.png', mime: 'image/png', sizeBytes: bytes.length } as const;
  const message: LocalisedMessage = { vi: [{ body: { text: 'Ảnh', marks: [] }, media, buttons: [] }] };
  const id = await world.create({ message, media: new Map([[sha256, { ...media, bytes }]]), at });
  await world.approve(id);
  return id;
}
