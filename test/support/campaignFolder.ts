import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import { type LintOptions, lintCampaign } from '../../content/lintCampaign.js';

export const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A small campaign, right in every way, to be broken in one. What a test makes of it is gone after the test. */
export const campaignYaml = `title: { vi: Một tuần, en: One week }
description: { vi: Thử, en: Trial }
theme:
languages: [vi, en]
from: 06-24
to: 06-30
slots: ["07:30-11:00", "17:00-20:30"]
`;
export const messageYaml = `date: 06-26
time: 07:30
audience: all
sources:
  - Luật Phòng, chống ma túy 120/2025/QH15
`;
export const good: Record<string, string | Uint8Array> = {
  'campaign.yaml': campaignYaml,
  '01-mo-dau/message.yaml': messageYaml,
  '01-mo-dau/vi.md': 'Kính chào bà con {{place}}!\n\nChủ đề: {{theme}}\n\nNăm {{year}}, mời bà con cùng làm.\n',
  '01-mo-dau/en.md': 'Dear residents of {{place}}!\n\nTheme: {{theme}}\n\nYear {{year}}: join us.\n',
};

/** A campaign on disk: the good one with some files changed, or taken away (null). */
export function campaign(changes: Record<string, string | Uint8Array | null> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'loa-campaign-'));
  folders.push(folder);
  for (const [name, content] of Object.entries({ ...good, ...changes })) {
    if (content === null) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** A PNG whose head says that it is nothing wide. */
export const EMPTY_PNG = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  Buffer.alloc(17),
  Buffer.from('0000000049454e44ae426082', 'hex'),
]);

export async function lint(changes: Record<string, string | Uint8Array | null>, options: LintOptions = {}) {
  const folder = campaign(changes);
  const faults = await lintCampaign(folder, { locale: 'en', ...options });
  return faults.map(({ file, line, what }) => `${(file ?? '').replace(`${folder}/`, '')}:${line ?? ''} ${what}`);
}
