import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LAN, NOON, PHONE, type SimulatedZalo, startSimulatedZalo } from '../../test/support/simulatedZalo.js';
import { dedupeKey, hashPhone, parseEvent, validateTemplateData } from './index.js';
import { errorOf } from './testing/clients.js';

/** Articles, people, templates and events on a Zalo that remembers what it was told. */
let world: SimulatedZalo;
beforeEach(async () => {
  world = await startSimulatedZalo();
});
afterEach(() => world.close());

describe('articles', () => {
  const article = {
    title: 'Tháng hành động',
    author: 'Phường A',
    description: 'b',
    coverUrl: 'https://example.vn/a.jpg',
    body: [{ type: 'text' as const, content: '<p>a</p>' }],
    status: 'show' as const,
  };

  test('an article is written, found, changed, broadcast to a part of the followers, and removed', async () => {
    const { data: written } = await world.oa.articles.create(article);
    expect((await world.oa.articles.verify(written.token)).data).toEqual({ state: 'processing' });
    const { data: ready } = await world.oa.articles.verify(written.token);
    if (ready.state !== 'ready') throw new Error('The article is not ready');
    const { articleId } = ready;
    await world.oa.articles.update(articleId, { ...article, title: 'Tháng 6' }).then(async ({ data }) => {
      await world.oa.articles.verify(data.token);
      await world.oa.articles.verify(data.token);
    });
    expect((await world.oa.articles.list()).data).toEqual({
      total: 1,
      articles: [{ articleId, title: 'Tháng 6', status: 'show' }],
    });
    expect((await world.oa.articles.detail(articleId)).data).toMatchObject({ id: articleId, author: 'Phường A' });
    const target = {
      gender: 2 as const,
      ages: [2 as const],
      locations: [1 as const],
      cities: [9],
      platforms: [1 as const],
    };
    world.zalo.user(LAN).set({ age: 20, location: 1, city: 9, platform: 1 });
    expect((await world.oa.broadcasts.send({ articleIds: [articleId], target })).data.messageId).not.toBe('');
    const again = world.oa.broadcasts.send({ articleIds: [articleId] });
    expect(await errorOf(again)).toMatchObject({ code: -211, class: 'later', sent: 'no' });
    await world.zalo.user(LAN).waitFor(() => true);
    expect(world.zalo.deliveredTo(LAN)).toBe(1);
    await world.oa.articles.remove(articleId);
    expect((await world.oa.articles.list()).data.total).toBe(0);
  });

  test('nothing is broadcast at night', async () => {
    world.zalo.clock.set('2026-11-22T16:00:00Z');
    const error = await errorOf(world.oa.broadcasts.send({ articleIds: ['a1'] }));
    expect(error).toMatchObject({ code: -234, class: 'later', sent: 'no' });
  });
});

describe('people', () => {
  test('users, tags, conversations, the account and its quotas', async () => {
    await world.oa.tags.add({ userId: LAN, tagName: 'cán bộ' });
    await world.oa.users.update(LAN, { alias: 'Chị Lan' });
    expect((await world.oa.users.detail(LAN)).data).toMatchObject({
      userId: LAN,
      displayName: 'Lan',
      alias: 'Chị Lan',
      isFollower: true,
      lastInteractionOn: '2026-11-22',
      tagNames: ['cán bộ'],
    });
    const filter = { isFollower: true, lastInteraction: 'L7D' as const, tagName: 'cán bộ' };
    expect((await world.oa.users.list(filter)).data).toEqual({ total: 1, userIds: [LAN] });
    expect((await world.oa.users.list({ isFollower: false })).data.total).toBe(0);
    expect((await world.oa.tags.list()).data).toEqual(['cán bộ']);
    await world.oa.tags.removeFromUser({ userId: LAN, tagName: 'cán bộ' });
    await world.oa.tags.remove('cán bộ');
    expect((await world.oa.tags.list()).data).toEqual([]);
    const said = world.zalo.user(LAN).say('Xin chào');
    const [recent] = (await world.oa.conversations.recent()).data;
    expect(recent).toMatchObject({ messageId: said.id, fromId: LAN, text: 'Xin chào', sentAt: expect.any(Date) });
    await world.oa.conversations.react({ userId: LAN, messageId: said.id, icon: '/-heart' });
    expect(await world.eventOf('reaction')).toMatchObject({
      by: 'oa',
      userId: LAN,
      messageId: said.id,
      icon: '/-heart',
    });
    expect((await world.oa.info()).data).toMatchObject({
      oaId: world.zalo.oaId,
      oaType: 4,
      isVerified: true,
      followers: 1,
    });
    const { data: quota } = await world.oa.quota.ofUser(LAN);
    expect(quota.lastInteractionAt?.getTime()).toBeGreaterThanOrEqual(new Date(NOON).getTime());
    expect(quota.promotion?.monthly).toEqual({ remain: 4, total: 4 });
    const { data: owned } = await world.oa.quota.ofOwner({ productType: 'cs', quotaType: 'sub_quota' });
    expect(owned).toEqual([expect.objectContaining({ productType: 'cs', total: 500, remain: 500 })]);
  });
});

describe('templates', () => {
  const templateData = { ten: 'Lan', noi_dung: 'Báo cáo tháng', han: '25/11/2026' };

  test('by telephone, by hash and by user id, delivered and told', async () => {
    const { data: list } = await world.templates.list({ status: 'ENABLE' });
    expect(list.total).toBe(3);
    const templateId = list.templates[0]?.templateId ?? '';
    const { data: info } = await world.templates.info(templateId);
    expect(validateTemplateData(info.params, templateData)).toEqual([]);
    expect(validateTemplateData(info.params, { ten: 'a'.repeat(31) })).toHaveLength(3);
    const message = { templateId, templateData };
    const { data: sent } = await world.templates.send({ ...message, phone: '0987 654 321', trackingId: 'rem-1' });
    expect(await world.eventOf('template-received')).toMatchObject({
      messageId: sent.messageId,
      trackingId: 'rem-1',
      recipient: PHONE,
      userId: null,
      oaId: world.zalo.oaId,
      deliveredAt: expect.any(Date),
    });
    expect((await world.templates.status(sent.messageId)).data.state).toBe('delivered');
    expect((await world.templates.status('unknown')).data.state).toBe('failed');
    await world.templates.sendToHash({ ...message, phoneHash: hashPhone(PHONE), trackingId: 'rem-2' });
    const { data: byUser } = await world.oa.sendTemplate({ ...message, userId: LAN });
    expect(await world.eventOf('received')).toMatchObject({
      messageId: byUser.messageId,
      userId: LAN,
      oaId: world.zalo.oaId,
    });
    expect((await world.templates.quota()).data).toEqual({ daily: 20_000, remaining: 19_997 });
    expect((await world.templates.quality()).data.current).toBe('HIGH');
    expect((await world.templates.tags()).data).toContain('CUSTOMER_CARE');
    expect(Object.keys((await world.templates.sampleData(templateId)).data)).toEqual(['ten', 'noi_dung', 'han']);
  });

  test('what does not fit is refused by Zalo with the class of its code, on either way', async () => {
    const message = { phone: PHONE, templateId: '100001', templateData, trackingId: 'rem-1' };
    const refused = [
      [world.templates.send({ ...message, templateId: '999' }), -109, 'bug'],
      [world.templates.send({ ...message, templateData: { ...templateData, ten: 'a'.repeat(31) } }), -1121, 'bug'],
      [world.templates.send({ ...message, templateData: { ten: 'Lan' } }), -1122, 'bug'],
      [world.templates.send({ ...message, phone: '0900000000' }), -118, 'recipient'],
      [world.templates.send({ ...message, development: true }), -127, 'human'],
      [world.oa.sendTemplate({ userId: LAN, templateId: '100001', templateData: { ten: 'Lan' } }), -1122, 'bug'],
    ] as const;
    for (const [call, code, class_] of refused) {
      expect(await errorOf(call)).toMatchObject({ code, class: class_, sent: 'no' });
    }
  });
});

test('whatever a person does arrives signed, is understood, and has a key of its own', async () => {
  const lan = world.zalo.user(LAN);
  lan.say('Xin chào');
  lan.sendImage();
  lan.sendFile('a.pdf');
  lan.sendAudio();
  lan.sendSticker();
  lan.sendLocation(10.76, 106.65);
  lan.chatNow();
  lan.unfollow();
  lan.follow();
  lan.submitInfo({ name: 'Lan', phone: PHONE });
  lan.withdraw();
  const answered = world.zalo.answerAsAdmin(LAN, 'Tôi là người');
  lan.react(answered.id, '/-heart');
  lan.read();
  const kinds = ['user-message', 'chat-now', 'unfollow', 'follow', 'submit-info', 'withdraw'] as const;
  for (const kind of kinds) expect(await world.eventOf(kind)).toMatchObject({ userId: LAN, oaId: world.zalo.oaId });
  expect(await world.eventOf('oa-message')).toMatchObject({ userId: LAN, adminId: expect.any(String) });
  expect(await world.eventOf('seen')).toMatchObject({ userId: LAN, messageIds: [answered.id] });
  await world.eventOf('received');
  const keys = world.arrived.map(({ bytes }) => dedupeKey(parseEvent(bytes)));
  expect(new Set(keys).size).toBe(keys.length);
});
