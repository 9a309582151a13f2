import { expect, test } from 'vitest';
import { dedupeKey, isInteraction, KNOWN_EVENTS, parseEvent } from '../index.js';

const common = { app_id: '1', timestamp: '1543908534740' };
const text = { ...common, event_name: 'user_send_text', sender: { id: '2' }, recipient: { id: '3' } };
const bytes = (body: unknown) => Buffer.from(JSON.stringify(body));

/** Written out once more, so that none is lost. */
const NAMES = `user_send_text user_send_image user_send_link user_send_audio user_send_video user_send_sticker
  user_send_gif user_send_location user_send_business_card user_send_file oa_send_text oa_send_image oa_send_gif
  oa_send_list oa_send_file oa_send_sticker follow unfollow user_click_chatnow user_seen_message
  user_received_message user_reacted_message oa_reacted_message user_submit_info user_withdraw update_user_info
  add_user_to_tag remove_user_from_tag remove_tag anonymous_send_text anonymous_send_image anonymous_send_file
  anonymous_send_sticker oa_send_anonymous_text oa_send_anonymous_image oa_send_anonymous_file
  oa_send_anonymous_sticker widget_interaction_accepted widget_failed_to_sync_user_external_id create_group
  user_join_group user_request_join_group accept_request_join_group reject_request_join_group add_group_admin
  remove_group_admin update_group_info user_out_group delete_group oa_send_consent user_reply_consent user_call_oa
  oa_call_user user_feedback user_click_response_button change_template_status change_template_quality
  change_oa_daily_quota change_oa_template_tags change_template_quota event_journey_time_out
  event_journey_acknowledged`.split(/\s+/);

test('every event that the sources name is known', () => {
  expect([...KNOWN_EVENTS].toSorted()).toEqual(NAMES.toSorted());
});

test('an event that nobody described is kept whole', () => {
  const raw = { ...common, event_name: 'extension_purchased', order: { id: '2468458835296197922' } };
  expect(parseEvent(bytes(raw))).toEqual({
    kind: 'unknown',
    why: 'name',
    eventName: 'extension_purchased',
    appId: '1',
    oaId: null,
    userId: null,
    at: new Date(1_543_908_534_740),
    raw,
  });
});

test('a known event in a form that nobody described is kept whole and does no harm', () => {
  for (const name of NAMES) {
    const event = parseEvent({ ...common, event_name: name });
    expect(event.eventName).toBe(name);
    const told = ['user-info-updated', 'call', 'group', 'template-tags', 'journey'];
    if (!told.includes(event.kind)) expect(event).toMatchObject({ kind: 'unknown', why: 'shape' });
  }
  for (const message of [null, 'a', [], {}, { msg_id: {} }]) {
    expect(parseEvent({ ...text, message })).toMatchObject({ kind: 'unknown', why: 'shape' });
  }
  expect(parseEvent({ ...text, sender: 'x', message: { msg_id: 'm' } })).toMatchObject({ why: 'shape' });
});

test.each([[], 'a', 1, null, {}, { event_name: 5 }, { event_name: '' }])('%j is JSON and no event', (body) => {
  expect(parseEvent(bytes(body))).toMatchObject({ kind: 'unknown', why: 'not-an-event' });
});

test('a time that no calendar has is none', () => {
  for (const timestamp of ['99999999999999999', 'yesterday', '', null, {}]) {
    expect(parseEvent({ ...text, timestamp, message: { msg_id: 'm1' } })).toMatchObject({
      kind: 'user-message',
      at: null,
    });
  }
});

test('bytes that are not JSON are refused', () => {
  for (const body of ['', '{"event_name":', '\u0000']) {
    expect(() => parseEvent(Buffer.from(body))).toThrow(SyntaxError);
  }
});

test('the sample that the console sends is an event like any other', () => {
  const message = { text: 'This is testing message', msg_id: 'This is message id' };
  expect(parseEvent({ ...text, message }).kind).toBe('user-message');
});

test('a repetition has the same key, be its spaces and the order of its keys what they may', () => {
  const one = { ...common, event_name: 'follow', oa_id: '3', follower: { id: '2', b: 1 }, source: 'oa_profile' };
  const again = `{ "source": "oa_profile", "follower": { "b": 1, "id": "2" }, "oa_id": "3", "event_name": "follow",
    "timestamp": "1543908534740", "app_id": "1" }`;
  expect(dedupeKey(parseEvent(Buffer.from(again)))).toBe(dedupeKey(parseEvent(bytes(one))));
  expect(dedupeKey(parseEvent({ ...text, message: { msg_id: 'm1' } }))).toBe('user_send_text:m1');
});

test('events that differ have different keys', () => {
  const reaction = { ...common, event_name: 'user_reacted_message', sender: { id: '2' }, recipient: { id: '3' } };
  const follow = { ...common, event_name: 'follow', oa_id: '3' };
  const events = [
    { ...text, message: { msg_id: 'm1' } },
    { ...text, message: { msg_id: 'm2' } },
    { ...text, event_name: 'oa_send_text', message: { msg_id: 'm1' } },
    { ...reaction, message: { msg_id: 'm1', react_icon: '/-heart' } },
    { ...reaction, message: { msg_id: 'm1', react_icon: '/-strong' } },
    { ...follow, follower: { id: '2' } },
    { ...follow, follower: { id: '4' } },
    { ...follow, follower: { id: '2' }, timestamp: '1543908534741' },
    { ...follow, follower: { id: '2' }, event_name: 'unfollow' },
    { odd: 1 },
    { odd: 2 },
  ];
  expect(new Set(events.map((event) => dedupeKey(parseEvent(event)))).size).toBe(events.length);
});

test('writing, following and the button to chat open the window; reading, leaving and what the account does do not', () => {
  const message = { msg_id: 'm1', msg_ids: ['m1'], react_icon: 'a' };
  const open = NAMES.filter((event_name) =>
    isInteraction(parseEvent({ ...text, event_name, message, oa_id: '3', user_id: '2' }, { oaId: '3' })),
  );
  const expected = NAMES.filter((name) => /^(user_send_|follow$|user_click_chatnow)/.test(name));
  expect(open).toEqual(expected);
});
