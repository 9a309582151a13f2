/**
 * Time and memory of a 100-page plan as .txt, .docx and .pdf, each read in a process of its own by the built program
 * (`npm run setup` first). The goal is under 2 s and 300 MB.
 *
 *   npx tsx bench/planSize.ts [PAGES]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../base/root.js';
import { docx, pdf, printed } from '../plans/fixtures/build.js';

const pages = Number(process.argv[2] ?? 100);
const LINES_ON_A_PAGE = 36;
const bodies = ['Công an tỉnh', 'Sở Y tế', 'Sở Giáo dục và Đào tạo', 'Đề nghị Tỉnh đoàn', 'UBND các xã, phường'];
const works = [
  'Chủ trì, phối hợp với các sở, ban, ngành liên quan và UBND các xã, phường rà soát, thống kê, quản lý chặt chẽ người có nguy cơ',
  'Tăng cường tuyên truyền, giáo dục pháp luật về phòng, chống ma túy trên báo, đài và mạng xã hội; xây dựng mô hình hay, cách làm mới',
  'Tổng hợp tình hình, kết quả thực hiện, báo cáo UBND tỉnh (qua Công an tỉnh) trước ngày 15/12/2027 theo Kế hoạch số 45/KH-UBND ngày 01/02/2027',
];

/** Printed lines of about 75 letters: an agency's heading, then its bullets. */
function* lines(): Generator<string> {
  yield* ['KẾ HOẠCH', 'Phòng, chống ma túy năm 2027'];
  const parts = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII', 'XIII', 'XIV', 'XV'];
  for (let unit = 0; ; unit += 1) {
    if (unit % 60 === 0) yield ` ${parts[unit / 60] ?? 'XVI'}. PHÂN CÔNG NHIỆM VỤ`;
    yield ` ${(unit % 60) + 1}. ${bodies[unit % bodies.length] ?? ''}`;
    for (let bullet = 0; bullet < 4; bullet += 1) {
      const words = ` - ${works[(unit + bullet) % works.length] ?? ''}, mã N${unit}X${bullet}.`.split(' ');
      let line = '';
      for (const word of words) {
        if (line.length + word.length > 75) {
          yield line;
          line = '';
        }
        line += line === '' && word !== '' ? word : ` ${word}`;
      }
      yield line;
    }
  }
}

const all: string[] = [];
for (const line of lines()) if (all.push(line) >= pages * LINES_ON_A_PAGE) break;
const paragraphs: string[] = [];
for (const line of all) {
  if (line.startsWith(' ') || paragraphs.length < 2) paragraphs.push(line.trim());
  else paragraphs.push(`${paragraphs.pop() ?? ''} ${line.trim()}`);
}
const folder = mkdtempSync(join(tmpdir(), 'loa-plan-'));
try {
  console.log(
    `${cpus().length} × ${cpus()[0]?.model ?? '?'}, load ${loadavg()[0]?.toFixed(1) ?? '?'}, Node ${process.version}`,
  );
  writeFileSync(join(folder, 'plan.txt'), all.join('\n'));
  writeFileSync(join(folder, 'plan.docx'), docx(paragraphs));
  const sheets = Array.from({ length: pages }, (_, page) =>
    printed(all.slice(page * LINES_ON_A_PAGE, (page + 1) * LINES_ON_A_PAGE)),
  );
  writeFileSync(join(folder, 'plan.pdf'), pdf(sheets));
  const program = `
    const { readPlan } = await import(${JSON.stringify(join(projectRoot, 'dist', 'plans', 'readPlan.js'))});
    const { readFileSync } = await import('node:fs');
    const file = process.argv[1];
    const began = performance.now();
    const { tasks } = await readPlan(readFileSync(file), file);
    const seconds = ((performance.now() - began) / 1000).toFixed(2);
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const cpu = ((userCPUTime + systemCPUTime) / 1e6).toFixed(2);
    console.log(tasks.length + ' tasks, ' + seconds + ' s, ' + cpu + ' s of CPU with start-up, ' + Math.round(maxRSS / 1024) + ' MB');`;
  for (const name of ['plan.txt', 'plan.docx', 'plan.pdf']) {
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program, join(folder, name)], {
      encoding: 'utf8',
    });
    console.log(`${name.padEnd(10)} ${pages} pages: ${(stdout || stderr).trim()}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
