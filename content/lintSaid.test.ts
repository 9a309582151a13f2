import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { campaign, lint, messageYaml } from '../test/support/campaignFolder.js';
import { treeHash } from './campaignTree.js';
import { lintCampaign, openCampaign } from './lintCampaign.js';
import { findForbiddenWords } from './words.js';

describe('the linter', () => {
  describe.each([
    ['Con nghiện', 'con nghiện'],
    ['con  nghiện', 'con nghiện'],
    ['con **nghiện**', 'con nghiện'],
    ['con\u200b nghi\u00adện', 'con nghiện'],
    ['con nghien', 'con nghiện'],
    ['CON NGHIEN', 'con nghiện'],
    ['kẻ nghiện', 'thằng nghiện'],
    ['đối-tượng', 'đối tượng'],
    ['ðối tượng', 'đối tượng'],
    ['doi tuong', 'đối tượng'],
    ['đảm bảo không ai biết', 'bảo đảm không ai biết'],
    ['thi tran', 'thị trấn'],
    ['ma tuý', 'ma tuý'],
    ['Ma-tuý', 'ma tuý'],
    ['matuý', 'ma tuý'],
    ['matúy', 'ma tuý'],
    ['ma-túy', 'ma tuý'],
    ['ma tuỵ', 'ma tuý'],
    ['mời bà con tránh ma tuy', 'ma tuý'],
  ])('however it is written: %j', (written, word) => {
    it(`is found as ${word}`, () => {
      expect(findForbiddenWords(`Ai đó\nlà ${written}.`).map(({ entry }) => entry.word)).toEqual([word]);
    });
  });

  it.each([
    'câu chuyện',
    'ma túy',
    'MA TÚY',
    'xếp hàng',
    'chung cư',
    'cơ quan Công an',
    'con nghiên cứu',
    'moi ba con tranh ma tuy',
  ])('lets %s be said', (words) => {
    expect(findForbiddenWords(words)).toEqual([]);
  });

  it('holds each citation against the day on which the message is read', async () => {
    const cites = (number: string) => ({
      '01-mo-dau/vi.md': `Mời bà con {{place}}, {{theme}}, {{year}}.\n\n${number}`,
    });
    const on = async (number: string, year: number) =>
      (await lint(cites(number), { year })).filter((line) => line.startsWith('01-mo-dau/vi.md'));
    expect(await on('Luật 73/2021/QH14', 2026)).toEqual([]);
    expect(await on('Luật 73/2021/QH14', 2027)).toEqual([
      '01-mo-dau/vi.md:3 Luật Phòng, chống ma túy 73/2021/QH14 is out of force since 1 Jul 2026',
    ]);
    expect(await on('Luật Phòng, chống ma túy 2021', 2027)).toHaveLength(1);
    expect(await on('Luật Phòng, chống ma túy 120/2025/QH15', 2026)).toEqual([
      '01-mo-dau/vi.md:3 Luật Phòng, chống ma túy 120/2025/QH15 is not yet in force on 26 Jun 2026 (in force from 1 Jul 2026)',
    ]);
    expect(await on('120/2025/QH15, 282/2025/ND-CP; ngày 13/6/2021, tháng 12/2025', 2027)).toEqual([]);
  });

  it('says of a campaign that is over that it is, and of one under way which message is too late', async () => {
    const week = {
      '02-hai/message.yaml': messageYaml.replace('06-26', '06-28'),
      '02-hai/vi.md': 'Mời bà con.',
      '02-hai/en.md': 'Join us.',
    };
    expect(await lint(week, { year: 2026, now: new Date('2026-11-22T00:00:00Z') })).toContain(
      'campaign.yaml:6 The campaign of 2026 is over',
    );
    const under = await lint(week, { year: 2027, now: new Date('2027-06-27T00:00:00Z') });
    expect(under).toEqual(['01-mo-dau/message.yaml:1 The time of 01-mo-dau in 2027 has passed (07:30, 26 Jun)']);
    expect(await lint(week, { year: 2027, now: new Date('2027-06-01T00:00:00Z') })).toEqual([]);
  });

  it('reads no link, no hidden way out and nothing too large, and says so', async () => {
    const folder = campaign();
    symlinkSync('/etc/hostname', join(folder, '01-mo-dau/a.md'));
    mkdirSync(join(folder, '01-mo-dau/sau'));
    writeFileSync(join(folder, '01-mo-dau/sau/a.md'), 'a');
    writeFileSync(join(folder, '01-mo-dau/to.bin'), Buffer.alloc(5 * 1024 * 1024 + 1));
    writeFileSync(join(folder, '.DS_Store'), 'x');
    const faults = await lintCampaign(folder, { locale: 'en' });
    expect(faults.map(({ file, what }) => `${(file ?? '').replace(`${folder}/`, '')} ${what}`)).toEqual([
      '01-mo-dau/a.md This is no ordinary file (a link or a device)',
      '01-mo-dau/sau The name or the place of this file cannot be used in a campaign',
      '01-mo-dau/to.bin The file has 5,121 KB; a file has at most 5,120 KB, the whole campaign 65,536 KB',
    ]);
  });

  it('gives the campaign that it linted, not what stands there a moment later', async () => {
    const folder = campaign();
    const opened = await openCampaign(folder);
    writeFileSync(join(folder, '01-mo-dau/vi.md'), 'con nghiện');
    expect(opened.faults).toEqual([]);
    expect(JSON.stringify(opened.campaign?.items[0]?.message)).not.toContain('nghiện');
    expect(treeHash(opened.tree)).not.toBe(treeHash((await openCampaign(folder)).tree));
  });
});
