/**
 * Time and memory of `loa plan read --json` on a 100-page plan as .txt, .docx and .pdf: the command whole, with its start and the
 * process it reads in (`npm run setup` first). The goal is under 2 s and 300 MB. Memory is that of the command's processes together, each at its largest.
 *
 *   npx tsx bench/planSize.ts [PAGES]
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  for (const name of ['plan.txt', 'plan.docx', 'plan.pdf']) {
    const began = performance.now();
    const child = spawn(process.execPath, [
      join(projectRoot, 'cli', 'loa.mjs'),
      'plan',
      'read',
      join(folder, name),
      '--json',
    ]);
    const peaks = new Map<number, number>();
    const timer = setInterval(() => {
      for (const pid of [child.pid ?? 0, ...childrenOf(child.pid ?? 0)])
        peaks.set(pid, Math.max(peaks.get(pid) ?? 0, peakMb(pid)));
    }, 20);
    const pieces: Buffer[] = [];
    for await (const piece of child.stdout) pieces.push(Buffer.from(piece));
    clearInterval(timer);
    const { tasks } = JSON.parse(Buffer.concat(pieces).toString('utf8')) as { tasks: unknown[] };
    const seconds = ((performance.now() - began) / 1000).toFixed(2);
    const memory = [...peaks.values()].sort((a, b) => b - a).map((mb) => mb.toFixed(0));
    console.log(`${name.padEnd(10)} ${pages} pages: ${tasks.length} tasks, ${seconds} s, ${memory.join(' + ')} MB`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** What the kernel remembers of a process; nothing where there is no /proc, or once it has ended. */
function peakMb(pid: number): number {
  const file = `/proc/${pid}/status`;
  return existsSync(file) ? Number(/VmHWM:\s+(\d+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) / 1024 : 0;
}

function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split(' ')
        .map(Number)
        .filter((one) => one > 0)
    : [];
}
