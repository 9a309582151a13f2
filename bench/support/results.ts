import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const FILE = new URL('../RESULTS.md', import.meta.url);
const TITLE = `# Measurements

Made by the commands named in each section, \`npm run bench\` for all of them. Ratios are between things that ran in turn
in one run on one machine; what stands alone depends on the machine, which each section names.
`;

/** Prints a section of results, and with \`--write\` puts it into bench/RESULTS.md in place of its former self. */
export function publish(heading: string, body: string): void {
  const section = `## ${heading}\n\n${body.trim()}\n`;
  console.log(`\n${section}`);
  if (!process.argv.includes('--write')) return;
  const before = existsSync(FILE) ? readFileSync(FILE, 'utf8') : TITLE;
  const sections = before.split(/^(?=## )/m);
  const at = sections.findIndex((one) => one.startsWith(`## ${heading}\n`));
  if (at < 0) sections.push(section);
  else sections[at] = section;
  writeFileSync(FILE, `${sections.map((one) => one.trim()).join('\n\n')}\n`);
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

/** 12,345 */
export const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
