import { expect, test } from 'vitest';
import { parseEvent } from '../index.js';

const USER = '246845883529197922';
const OA = '388613280878808645';
const common = { app_id: '360846524940903967', timestamp: '1543908534740' };
const named = { ...common, oa_id: OA, user_id: USER, user_id_by_app: '552177279717587730' };

test('following and leaving have their own shape', () => {
  const follower = { ...common, oa_id: OA, follower: { id: USER } };
  expect(parseEvent({ ...follower, event_name: 'follow', source: 'oa_profile' })).toMatchObject({
    kind: 'follow',
    oaId: OA,
    userId: USER,
    source: 'oa_profile',
  });
  expect(parseEvent({ ...follower, event_name: 'unfollow' })).toMatchObject({
    kind: 'unfollow',
    userId: USER,
    source: null,
  });
});

test('the button to chat, and the wish to be forgotten, name a user', () => {
  expect(parseEvent({ ...named, event_name: 'user_click_chatnow' })).toMatchObject({ kind: 'chat-now', userId: USER });
  expect(parseEvent({ ...named, event_name: 'user_withdraw' })).toMatchObject({ kind: 'withdraw', userId: USER });
  const ends = { ...common, sender: { id: USER }, recipient: { id: OA }, event_name: 'user_withdraw' };
  expect(parseEvent(ends)).toMatchObject({ kind: 'withdraw', userId: USER, oaId: OA });
});

test('personal details come in a new and in an older form', () => {
  const ends = { ...common, sender: { id: USER }, recipient: { id: OA }, event_name: 'user_submit_info' };
  const full_address = { user_city: 'Tỉnh A', user_ward: 'Phường B', user_address: '1 Đường C' };
  const info = { name: 'Lan', phone: '84987654321', user_dob: '01/01/1990', gender: 'female', full_address };
  expect(parseEvent({ ...ends, info })).toMatchObject({
    kind: 'submit-info',
    userId: USER,
    info: {
      name: 'Lan',
      phone: '84987654321',
      birthDate: '01/01/1990',
      gender: 'female',
      address: '1 Đường C',
      ward: 'Phường B',
      district: null,
      city: 'Tỉnh A',
    },
  });
  const flat = { name: 'Lan', phone: 84_987_654_321, address: 'a', ward: 'b', district: 'c', city: 'd' };
  expect(parseEvent({ ...ends, info: flat })).toMatchObject({
    info: { phone: '84987654321', birthDate: null, address: 'a', ward: 'b', district: 'c', city: 'd' },
  });
  expect(parseEvent({ ...ends, info: { phone: '' } })).toMatchObject({ info: { name: null, phone: null } });
});

test.each([
  ['add_user_to_tag', 'added', [USER]],
  ['remove_user_from_tag', 'removed', [USER]],
  ['remove_tag', 'deleted', []],
])('%s', (event_name, action, userIds) => {
  const tag = { name: 'cán bộ', ...(userIds.length > 0 ? { user_ids: userIds } : {}) };
  expect(parseEvent({ ...common, oa_id: OA, event_name, tag })).toMatchObject({
    kind: 'tag',
    action,
    tagName: 'cán bộ',
    userIds,
    userId: null,
  });
});

test('a widget, with the id of the site beside that of Zalo', () => {
  const data = { user_id: USER, user_external_id: 42, url: 'https://a.vn' };
  expect(parseEvent({ ...common, oa_id: OA, event_name: 'widget_interaction_accepted', data })).toMatchObject({
    kind: 'widget',
    action: 'accepted',
    userId: USER,
    externalId: '42',
    url: 'https://a.vn',
  });
  const failed = { ...common, event_name: 'widget_failed_to_sync_user_external_id', data: {} };
  expect(parseEvent(failed)).toMatchObject({ kind: 'widget', action: 'failed', userId: null });
});

test.each([
  [{ group_id: 'g1' }, 'g1'],
  [{ group: { group_id: 'g1' } }, 'g1'],
  [{ recipient: { group_id: 'g1' } }, 'g1'],
  [{}, null],
])('a group is found where it stands: %j', (place, groupId) => {
  for (const event_name of ['create_group', 'user_out_group', 'user_send_group_text', 'oa_send_group_image']) {
    expect(parseEvent({ ...common, event_name, ...place })).toMatchObject({ kind: 'group', groupId });
  }
});

test('calls and changed details are told by name', () => {
  for (const event_name of ['oa_send_consent', 'user_reply_consent', 'user_call_oa', 'oa_call_user']) {
    expect(parseEvent({ ...named, event_name })).toMatchObject({ kind: 'call', userId: USER, oaId: OA });
  }
  expect(parseEvent({ ...named, event_name: 'update_user_info' })).toMatchObject({
    kind: 'user-info-updated',
    userId: USER,
  });
});
