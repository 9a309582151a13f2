import { isRecord } from '../../http/json.js';
import { textIn, toRecipient, type ZaloEndpoint } from '../call.js';
import { oaRefusal } from '../refusal.js';
import { recipientOf } from './messages.js';

const ICONS = new Set(['/-strong', '/-heart', ':>', '--b', ':-((', ':-h', ':o', '/-remove']);

/** What is left of the second version: broadcasts of articles and reactions. Messages to one person were closed: -240. */
export const messageV2Endpoints: ZaloEndpoint[] = [
  {
    api: 'openapi',
    verb: 'POST',
    path: '/v2.0/oa/message',
    bucket: 'oa',
    delivers: true,
    to: toRecipient,
    run({ core, values, nowMs }) {
      const recipient = recipientOf(values);
      const action = values['sender_action'];
      if (recipient['user_id'] === undefined) {
        if (recipient['anonymous_id'] !== undefined) throw oaRefusal(-201, 'anonymous_id is invalid');
        return { data: { message_id: core.broadcasts.submit(recipient['target'], values['message'], nowMs).id } };
      }
      if (!isRecord(action)) throw oaRefusal(core.assume.withdrawnError);
      const user = core.world.user(recipient['user_id']);
      const icon = textIn(action, 'react_icon');
      const message = user.find(textIn(action, 'react_message_id'));
      if (!ICONS.has(icon) || message === undefined) throw oaRefusal(-201, 'sender_action is invalid');
      message.reaction = icon === '/-remove' ? '' : icon;
      core.world.changed(user);
      core.events.oaReacted(user, message.id, icon);
      return { data: { message_id: message.id, user_id: user.id } };
    },
  },
];
