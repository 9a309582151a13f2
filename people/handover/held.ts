import { formatHour } from '../../content/format.js';
import type { HeldSource } from '../heldData.js';
import { queryable } from '../queryable.js';
import { endTalkOf, forgetUntold } from './endTalk.js';

/** That a chat is in danger, and that it is in a talk with an officer, to show it and to have it gone. */
export const HELD_OF_HELP: readonly HeldSource[] = [
  {
    name: 'danger',
    async read(on, { channel, externalId }, { t }) {
      const { rows } = await queryable(on).query<{ until: Date; alerted: boolean }>(
        `select expires_at as until,
                exists (select from danger_alert a where (a.channel, a.external_id) = (d.channel, d.external_id)) as alerted
           from danger_chat d where channel = $1 and external_id = $2`,
        [channel, externalId],
      );
      return rows.map(({ until, alerted }) =>
        [t('handover:held.danger', { time: formatHour(until) }), ...(alerted ? [t('handover:held.alerted')] : [])].join(
          ' ',
        ),
      );
    },
  },
  {
    name: 'handover',
    async read(on, { channel, externalId }, { t }) {
      const { rows } = await queryable(on).query<{ state: 'waiting' | 'joined'; at: Date }>(
        `select state, asked_at as at from handover where (channel, external_id) = ($1, $2) or (staff_channel, staff_chat) = ($1, $2)`,
        [channel, externalId],
      );
      return rows.map(({ state, at }) => t(`handover:held.${state}`, { time: formatHour(at) }));
    },
    async erase(on, person) {
      await forgetUntold(on, person);
      await endTalkOf(on, person, 'stopped', new Date());
    },
  },
];
