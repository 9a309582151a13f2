import { expect, test } from 'vitest';
import { parseEvent } from '../index.js';

const OA = '2893352839501541173';
const common = { app_id: '2074138120372622546', timestamp: '1602560967477' };
const receipt = {
  ...common,
  sender: { id: OA },
  recipient: { id: '84123456789' },
  event_name: 'user_received_message',
};
const delivered = { delivery_time: '1602960467432', msg_id: '15a0cc0bbb13bd4ce403', tracking_id: 'rem-1' };

test('a template that was delivered is no receipt of a chat message, though both have one name', () => {
  expect(parseEvent({ ...receipt, message: delivered })).toMatchObject({
    kind: 'template-received',
    oaId: OA,
    userId: null,
    recipient: '84123456789',
    messageId: '15a0cc0bbb13bd4ce403',
    trackingId: 'rem-1',
    deliveredAt: new Date(1_602_960_467_432),
    at: new Date(1_602_560_967_477),
  });
});

test('the header decides where the body does not', () => {
  const bare = { ...receipt, message: { msg_id: 'm1' } };
  expect(parseEvent(bare).kind).toBe('received');
  expect(parseEvent(bare, { server: 'ZNS' })).toMatchObject({
    kind: 'template-received',
    trackingId: null,
    deliveredAt: null,
    userId: null,
  });
});

test('a rating is joined by its message, since it names nobody', () => {
  const message = {
    rating_type: 'csat',
    option: 'five_emotions',
    note: 'a',
    rate: 5,
    submit_time: '1616673095659',
    msg_id: '7e4c33cfc20b05575c18',
    feedbacks: ['b'],
    tracking_id: '1956',
  };
  expect(parseEvent({ ...common, event_name: 'user_feedback', oa_id: OA, message })).toMatchObject({
    kind: 'template-feedback',
    oaId: OA,
    userId: null,
    messageId: '7e4c33cfc20b05575c18',
    trackingId: '1956',
    rate: 5,
    note: 'a',
    feedbacks: ['b'],
    submittedAt: new Date(1_616_673_095_659),
  });
});

test('a quick reply has its message id outside the message', () => {
  const message = { submit_time: '1616673095659', button_type: 'response', data: 'DA_NOP', tracking_id: 't1' };
  const raw = { ...common, event_name: 'user_click_response_button', oa_id: OA, msg_id: 'm1', message };
  expect(parseEvent(raw)).toMatchObject({
    kind: 'template-response',
    messageId: 'm1',
    trackingId: 't1',
    data: 'DA_NOP',
    submittedAt: new Date(1_616_673_095_659),
  });
});

test('states, qualities and quotas that change', () => {
  const template = { ...common, oa_id: OA, template_id: 1_956 };
  const status = { prev_status: 'PENDING_REVIEW', new_status: 'ENABLE' };
  expect(parseEvent({ ...template, event_name: 'change_template_status', status, reason: '' })).toMatchObject({
    kind: 'template-status',
    templateId: '1956',
    former: 'PENDING_REVIEW',
    status: 'ENABLE',
    reason: null,
  });
  for (const [quality, former] of [
    ['LOW', null],
    [{ prev_quality: 'HIGH', new_quality: 'LOW' }, 'HIGH'],
  ]) {
    expect(parseEvent({ ...template, event_name: 'change_template_quality', quality })).toMatchObject({
      kind: 'template-quality',
      former,
      quality: 'LOW',
    });
  }
  const quota = { prev_value: '500', new_value: '2000' };
  expect(parseEvent({ ...common, oaId: OA, event_name: 'change_oa_daily_quota', quota })).toMatchObject({
    kind: 'quota-changed',
    oaId: OA,
    templateId: null,
    former: 500,
    quota: 2_000,
  });
  expect(parseEvent({ ...template, event_name: 'change_template_quota', quota })).toMatchObject({
    kind: 'quota-changed',
    templateId: '1956',
  });
});

test('the rest is told by name', () => {
  expect(parseEvent({ ...common, oa_id: OA, event_name: 'change_oa_template_tags' }).kind).toBe('template-tags');
  for (const event_name of ['event_journey_time_out', 'event_journey_acknowledged']) {
    expect(parseEvent({ ...common, oa_id: OA, event_name }).kind).toBe('journey');
  }
});
