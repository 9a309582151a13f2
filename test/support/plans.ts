import { translator } from '../../content/i18n.js';
import { readPlan } from '../../plans/readPlan.js';
import type { By } from '../../plans/review/by.js';
import { type ImportedPlan, importPlan } from '../../plans/review/importPlan.js';
import { type ShownPlan, showPlan } from '../../plans/review/showPlan.js';
import type { Database } from '../../prisma/database.js';

const AT = new Date('2027-03-10T02:00:00Z');

/** Somebody at the machine's shell, in English so that sentences can be looked for. */
export const CLERK: By = { name: null, clock: { now: () => AT }, say: translator('en'), locale: 'en' };

/** An invented plan of Hưng Yên with one of each thing that a person is asked about. */
export const PLAN = `ỦY BAN NHÂN DÂN
TỈNH HƯNG YÊN
Số: 45/KH-UBND
Hưng Yên, ngày 05 tháng 3 năm 2027

KẾ HOẠCH
Phòng, chống ma túy năm 2027

Thực hiện Quyết định số 1/QĐ-TTg ngày 04/01/2027 của Thủ tướng Chính phủ, Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:

I. MỤC TIÊU
- Trên 80% số xã, phường tổ chức ít nhất một buổi tuyên truyền đến hết năm 2027.

II. PHÂN CÔNG NHIỆM VỤ
1. Công an tỉnh
a) Chủ trì xây dựng kế hoạch tuyên truyền tại các trường học, hoàn thành trước ngày 30/6/2027.
b) Chủ trì, phối hợp với Sở Y tế rà soát các cơ sở kinh doanh có điều kiện về an ninh, trật tự trên địa bàn tỉnh.
2. Sở Lao động - Thương binh và Xã hội
Hướng dẫn công tác cai nghiện tự nguyện tại gia đình và cộng đồng.
3. Sở Giáo dục và Đào tạo
Đưa nội dung phòng, chống ma túy vào sinh hoạt dưới cờ của các trường.
4. Các sở, ban, ngành
Định kỳ 6 tháng, 1 năm báo cáo kết quả về Công an tỉnh.
5. Ủy ban nhân dân các xã, phường
Tổ chức ký cam kết với các cơ sở karaoke, vũ trường trên địa bàn.
`;

/** Read in this process: a process of its own for each of some hundred tests would take minutes. plans/sandbox tests that one. */
export async function importText(db: Database, text: string, replaces: string | null = null): Promise<ImportedPlan> {
  return importPlan(db, { bytes: new TextEncoder().encode(text), fileName: 'ke-hoach.txt' }, replaces, CLERK, readPlan);
}

export async function shown(db: Database, id: string): Promise<ShownPlan> {
  return showPlan(db, Number(id), 'en');
}

/** What is still asked, as "kind: words of the plan or section". */
export function open(plan: ShownPlan): string[] {
  return plan.questions.filter((one) => one.answer === null).map((one) => `${one.kind}: ${one.ask}`);
}
