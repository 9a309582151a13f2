import { describe, expect, it } from 'vitest';
import { matchTasks } from './matchTasks.js';

const task = (section: string, text: string) => ({ section, text });
const A = 'Chủ trì xây dựng kế hoạch tuyên truyền phòng, chống ma túy tại các trường học trên địa bàn tỉnh.';
const B = 'Rà soát các cơ sở kinh doanh có điều kiện về an ninh, trật tự; xử lý nghiêm vi phạm theo quy định.';
const STANDING = 'Thực hiện nhiệm vụ khác khi có yêu cầu.';

describe('tasks of two versions', () => {
  it('are the same where another section was put in before them', () => {
    expect(
      matchTasks(
        [task('II.1', A), task('II.2', B)],
        [task('II.1', 'Ban hành văn bản mới về quản lý tiền chất.'), task('II.2', A), task('II.3', B)],
      ),
    ).toEqual([null, 0, 1]);
  });
  it('are the same where a word was mended, diacritics or capitals count for nothing', () => {
    expect(
      matchTasks(
        [task('II.1', A), task('II.2', B)],
        [task('II.2', B.replace('xử lý nghiêm', 'xử phạt')), task('II.1', A.toUpperCase().normalize('NFD'))],
      ),
    ).toEqual([1, 0]);
  });
  it('keep standing sentences at their places', () => {
    const before = [task('II.1', STANDING), task('II.2', STANDING), task('II.3', STANDING)];
    expect(matchTasks(before, [task('II.2', STANDING), task('II.3', STANDING)])).toEqual([1, 2]);
  });
  it('are not the same only because they stand at the same place', () => {
    expect(matchTasks([task('II.1', A)], [task('II.1', B)])).toEqual([null]);
  });
  it('of a plan far too long are compared in bounded time', () => {
    const long = (seed: number) =>
      Array.from({ length: 4_000 }, (_, at) =>
        task(`II.${at}`, `Việc số ${at} của đơn vị ${(at * seed) % 997} trong đợt ${(at * 7) % 31} năm`),
      );
    const matched = matchTasks(long(3), long(5));
    expect(new Set(matched.filter((one) => one !== null)).size).toBe(matched.filter((one) => one !== null).length);
  });
});
