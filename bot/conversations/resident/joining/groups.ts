import type { MessageKey, Translate } from '../../../../content/i18n.js';

/** What the groups of campaigns are called in a sentence. A group that a province made up is called by its own name. */
const NAMES: Readonly<Record<string, MessageKey>> = {
  'phu-huynh': 'joining:group.phuHuynh',
  'giao-vien': 'joining:group.giaoVien',
  'hoc-sinh': 'joining:group.hocSinh',
  'sinh-vien': 'joining:group.sinhVien',
  'cong-nhan': 'joining:group.congNhan',
  'tai-xe': 'joining:group.taiXe',
  'kinh-doanh': 'joining:group.kinhDoanh',
};

/**
 * What is offered after joining, beside "skip". Pupils are not: who may be a child comes by a school's link and is asked
 * how old they are. With "skip" and "stop" these are as many buttons as Zalo shows in one message.
 */
export const OFFERED_GROUPS = ['phu-huynh', 'giao-vien', 'cong-nhan'] as const;

export function sayGroup(name: string, t: Translate): string {
  const key = NAMES[name];
  return key === undefined ? name : t(key);
}
