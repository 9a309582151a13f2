import { formatTime, shortDay, t } from './texts.js';

/** What a Zalo phone's owner can do beside writing: the key of its name, and the act. */
export function zaloActs(view) {
  return [
    view.follower ? ['simulator:zalo.unfollow', { act: 'unfollow' }] : ['simulator:zalo.follow', { act: 'follow' }],
    ['simulator:zalo.chatnow', { act: 'chatnow' }],
  ];
}

/** Until when the OA may write to this person, and at what price: decided by their last word, press or follow. */
export function windowText({ kind, until }) {
  return t(`simulator:zalo.window.${kind}`, { time: `${formatTime(until)} ${shortDay(until)}` });
}
