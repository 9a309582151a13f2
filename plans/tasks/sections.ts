import { isClosingFormula } from '../outline/closing.js';
import { isHeading, type Unit, upwards } from '../outline/outline.js';
import { has } from '../text/key.js';

/**
 * What a part of the plan is for. In an assignment every unit is a task; elsewhere a unit is one only if it names the
 * body that must act; in aims, scope, situation and funding nothing is.
 */
export type Purpose = 'assignment' | 'aims' | 'funding' | 'none' | 'other';

const ASSIGNMENT =
  'phân công|tổ chức thực hiện|tổ chức triển khai|trách nhiệm thực hiện|trách nhiệm của|trách nhiệm các|chế độ (?:thông tin,? ?)?báo cáo|phân công trách nhiệm|nhiệm vụ của các|trách nhiệm tổ chức|thông tin,? báo cáo|nhiệm vụ cụ thể';
const AIMS = 'mục tiêu|chỉ tiêu|quan điểm';
const SCOPE =
  'mục đích|yêu cầu|phạm vi|đối tượng|căn cứ|cơ sở pháp lý|thực trạng|tình hình|kết quả|đánh giá tình hình|đặc điểm|sự cần thiết|thời gian|địa điểm|nguyên tắc|giải thích|ý nghĩa|chủ đề|dự báo|khái quát|bối cảnh|kinh nghiệm|thành phần|khẩu hiệu|tồn tại|hạn chế|nguyên nhân|biểu mẫu|mẫu số|đề cương|chương trình hội nghị|danh sách';
const FUNDING =
  'kinh phí|nguồn kinh phí|dự toán|nguồn vốn|nguồn lực thực hiện|kinh phí, nguồn lực|cơ chế tài chính|kinh phí đảm bảo|kinh phí bảo đảm';

/** The purpose of the nearest heading above (or of the unit itself) that has one. */
export function purposeOf(unit: Unit): Purpose {
  for (const one of upwards(unit)) {
    if (one.kind === 'root' || one.kind === 'plain' || one.kind === 'row') continue;
    const own = headingPurpose(one);
    if (own !== null) return own;
  }
  return 'other';
}

function headingPurpose(unit: Unit): Purpose | null {
  const titled = unit.children.length > 0 && isHeading(unit) && unit.text.length < 400;
  // "1. Kinh phí thực hiện: do ngân sách …" has no children and is still a heading with its text.
  const title = titled ? unit.key : (/^[^:.]{3,60}(?=:)/u.exec(unit.key)?.[0] ?? '');
  if (title === '') return null;
  const starts = (source: string): boolean =>
    new RegExp(`^(?:công tác |về |các |một số |bảo đảm |đảm bảo )?(?:${source})(?![\\p{L}])`, 'u').test(title);
  if (starts(FUNDING)) return 'funding';
  if (titled && has(title, ASSIGNMENT)) return 'assignment';
  // "MỤC TIÊU, NHIỆM VỤ VÀ GIẢI PHÁP" holds several things; its own headings decide.
  const mixed = has(title, 'nhiệm vụ|giải pháp|nội dung');
  if (starts(AIMS) && !mixed) return 'aims';
  if (starts(SCOPE) && !mixed) return 'none';
  return null;
}

/** A formula that closes the plan; a numbered unit only where it says so outright. */
export function isClosing(unit: Unit): boolean {
  return isClosingFormula(unit.key) && (unit.kind === 'plain' || /^(?:trên đây là|nhận được)/u.test(unit.key));
}
