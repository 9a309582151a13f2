import { foldKey, nfc } from '../../../base/text.js';

const WAITING = [
  'chờ xác nhận',
  'việc chờ xác nhận',
  'báo cáo chờ xác nhận',
  'xem việc chờ xác nhận',
  'chờ tiếp nhận',
  'việc chờ tiếp nhận',
  'to confirm',
  'waiting',
].map(foldKey);
const UNLINK = ['hủy liên kết', 'huỷ liên kết', 'gỡ liên kết', 'bỏ liên kết', 'unlink'].map(foldKey);

/** What typed words say to a member of staff, where they are a whole message; everything else belongs to other conversations. */
export function readWish(typed: string): 'list' | 'unlink' | null {
  const whole = foldKey(nfc(typed))
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  if (WAITING.includes(whole)) return 'list';
  return UNLINK.includes(whole) ? 'unlink' : null;
}
