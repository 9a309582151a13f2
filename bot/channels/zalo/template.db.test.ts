import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ZaloError } from 'zalo-api-ts';
import type { Part } from '../../../content/message.js';
import type { Outcome } from '../../../scheduler/channel.js';
import { startZaloWorld, type ZaloWorld } from '../../../test/support/zaloWorld.js';
import { classify } from './classify.js';
import type { ZaloApi } from './connection.js';
import { TemplateRung } from './template.js';

const PHONE = '84900000001';
const PART: Part = {
  body: { text: 'Nhắc hạn', marks: [] },
  media: null,
  buttons: [],
  template: { ten: 'An', noi_dung: 'Báo cáo', han: '25/11/2026' },
};

let world: ZaloWorld;
let userId: string;
beforeAll(async () => {
  world = await startZaloWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.zalo.faults.clear();
  userId = world.newcomer().id;
});

async function calls(work: (api: ZaloApi) => Promise<Outcome>): Promise<Outcome> {
  try {
    return await world.channel.connection.call(work);
  } catch (error) {
    if (error instanceof ZaloError) return classify(error, world.zalo.clock.now());
    throw error;
  }
}

const rung = (phone: string | null) => {
  const template = new TemplateRung({ id: '100001', phoneOf: async () => phone }, world.zalo.clock);
  return () => template.send(userId, PART, calls, () => 5_000);
};

describe('an official whom no template reaches by user id', () => {
  it('gets it by telephone where the number is known', async () => {
    world.zalo.addUsers([{ id: '2460000000000000777', name: 'An', phone: PHONE }]);
    expect((await rung(PHONE)()).kind).toBe('sent');
    await world.zalo.user('2460000000000000777').waitFor(({ kind }) => kind === 'template');
  });

  it('gets it by telephone alone where the template goes no other way, and the way by user id is not tried again', async () => {
    world.zalo.faults.add({ paths: ['/v3.0/oa/message/template'], fault: { kind: 'error', code: -249 } });
    world.zalo.addUsers([{ id: '2460000000000000778', name: 'Bình', phone: '84900000002' }]);
    const phones = new Map([[userId, '84900000002']]);
    const phoneOf = async (whom: string) => phones.get(whom) ?? null;
    const template = new TemplateRung({ id: '100001', phoneOf }, world.zalo.clock);
    const send = (whom: string) => template.send(whom, PART, calls, () => 5_000);
    const asked = world.zalo.calls('/v3.0/oa/message/template').length;
    expect((await send(userId)).kind).toBe('sent');
    expect((await send(userId)).kind).toBe('sent');
    expect(await send('2460000000000000779')).toEqual({ kind: 'refused', reason: 'zalo-249', address: 'keep' });
    expect(world.zalo.calls('/v3.0/oa/message/template')).toHaveLength(asked + 1);
  });

  it('who refuses us on Zalo is not rung at another door', async () => {
    world.zalo.addUsers([{ id: '2460000000000000780', name: 'Chi', phone: '84900000003' }]);
    const asked = world.zalo.calls('/message/template').length;
    world.zalo.faults.add({ paths: ['/v3.0/oa/message/template'], fault: { kind: 'error', code: -244 } });
    expect(await rung('84900000003')()).toMatchObject({ kind: 'elsewhere', reason: 'zalo-244' });
    expect(world.zalo.calls('/message/template')).toHaveLength(asked);
  });

  it('waits where the number cannot be read just now', async () => {
    const phoneOf = () => Promise.reject(new Error('the database is away'));
    const template = new TemplateRung({ id: '100001', phoneOf }, world.zalo.clock);
    expect(await template.send(userId, PART, calls, () => 5_000)).toMatchObject({ kind: 'later', reason: 'internal' });
  });

  it('is somebody for another address where it is not known, or where nobody has it', async () => {
    expect(await rung(null)()).toMatchObject({ kind: 'elsewhere', address: 'blocked' });
    expect(await rung('84911111111')()).toMatchObject({ kind: 'elsewhere', address: 'blocked' });
  });
});

it('a quota that is used up is not asked of again before it begins anew', async () => {
  world.zalo.faults.add({ fault: { kind: 'error', code: -144 } });
  const send = rung(null);
  expect(await send()).toMatchObject({ kind: 'elsewhere-for-now', reason: 'zalo-144' });
  const made = world.zalo.calls().length;
  expect(await send()).toMatchObject({ kind: 'elsewhere-for-now', reason: 'zalo-144' });
  expect(world.zalo.calls()).toHaveLength(made);
});

it('a template that Zalo has switched off goes to nobody', async () => {
  world.zalo.changeTemplateStatus('100002', 'DISABLE');
  const template = new TemplateRung({ id: '100002' }, world.zalo.clock);
  expect(await template.send(userId, PART, calls, () => 5_000)).toEqual({
    kind: 'content',
    reason: 'template-disable',
  });
});
