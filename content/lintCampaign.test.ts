import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { InputError } from '../base/errors.js';
import { laidOn } from './layOn.js';
import { countWords, type LintOptions, lintCampaign } from './lintCampaign.js';
import { campaignsFolder, listCampaigns, loadCampaign } from './loadCampaign.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const campaignYaml = `title: { vi: Một tuần, en: One week }
description: { vi: Thử, en: Trial }
theme:
languages: [vi, en]
from: 06-24
to: 06-30
slots: ["07:30-11:00", "17:00-20:30"]
`;
const messageYaml = `date: 06-26
time: 07:30
audience: all
sources:
  - Luật Phòng, chống ma túy 120/2025/QH15
`;
const good: Record<string, string | Uint8Array> = {
  'campaign.yaml': campaignYaml,
  '01-mo-dau/message.yaml': messageYaml,
  '01-mo-dau/vi.md': 'Kính chào bà con {{place}}!\n\nChủ đề: {{theme}}\n\nNăm {{year}}.\n',
  '01-mo-dau/en.md': 'Dear residents of {{place}}!\n\nTheme: {{theme}}\n\nYear {{year}}.\n',
};

/** A campaign on disk: the good one with some files changed, or taken away (null). */
function campaign(changes: Record<string, string | Uint8Array | null> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'loa-campaign-'));
  folders.push(folder);
  for (const [name, content] of Object.entries({ ...good, ...changes })) {
    if (content === null) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

async function lint(changes: Record<string, string | Uint8Array | null>, options: LintOptions = {}) {
  const folder = campaign(changes);
  const faults = await lintCampaign(folder, { locale: 'en', ...options });
  return faults.map(({ file, line, what }) => `${(file ?? '').replace(`${folder}/`, '')}:${line ?? ''} ${what}`);
}

describe('the linter', () => {
  it('finds nothing wrong with a campaign that is right', async () => {
    expect(await lint({})).toEqual([]);
  });

  it.each<[string, Record<string, string | Uint8Array | null>, string]>([
    ['a language that is missing', { '01-mo-dau/en.md': null }, '01-mo-dau/en.md: The version in en is missing'],
    [
      'a title that is missing',
      { 'campaign.yaml': campaignYaml.replace(', en: One week', '') },
      'campaign.yaml:1 The version in title.en is missing',
    ],
    [
      'a text that nobody gets',
      { '01-mo-dau/vn.md': 'a' },
      "01-mo-dau/vn.md: This file is in a language that the campaign's languages do not name",
    ],
    [
      'a head that contradicts the file name',
      { '01-mo-dau/en.md': '---\nlocale: vi\n---\nHello' },
      '01-mo-dau/en.md:2 The head says vi but the name of the file says en',
    ],
    [
      "a text over a channel's limit",
      { '01-mo-dau/en.md': 'a'.repeat(2001) },
      '01-mo-dau/en.md:1 The text has 2,001 characters, Zalo takes 2,000',
    ],
    [
      'an unknown placeholder',
      { '01-mo-dau/en.md': 'Hello\n{{name}}' },
      '01-mo-dau/en.md:2 There is no placeholder {{name}}',
    ],
    [
      'missing sources',
      { '01-mo-dau/message.yaml': messageYaml.replace(/sources:[\s\S]*/, '') },
      '01-mo-dau/message.yaml:1 The field "sources" is missing',
    ],
    [
      'an empty list of sources',
      { '01-mo-dau/message.yaml': messageYaml.replace(/sources:[\s\S]*/, 'sources: []') },
      '01-mo-dau/message.yaml:4 The field "sources" has a value that cannot be used',
    ],
    [
      'a picture that is no picture',
      { '01-mo-dau/en.md': '---\nphoto: a.png\n---\nHello', '01-mo-dau/a.png': '<svg/>' },
      '01-mo-dau/en.md:2 The kind of the file "a.png" is not known',
    ],
    [
      'a picture outside of the campaign',
      { '01-mo-dau/en.md': '---\nphoto: ../../a.png\n---\nHello' },
      '01-mo-dau/en.md:2 The file "../../a.png" is outside the message\'s folder',
    ],
    [
      'a forbidden word, across a line end',
      { '01-mo-dau/vi.md': 'Chào bà con\n\nĐối\ntượng' },
      '01-mo-dau/vi.md:3 The word "đối tượng" is never said to the public',
    ],
    [
      'a forbidden word on a button',
      { '01-mo-dau/vi.md': '---\nbuttons: [[{ label: Quận, data: q }]]\n---\na' },
      '01-mo-dau/vi.md:2 The word "quận" is never said to the public',
    ],
    [
      'the other spelling',
      { '01-mo-dau/vi.md': 'Ma tuý' },
      '01-mo-dau/vi.md:1 The word "ma tuý" is never said to the public',
    ],
    [
      'a text that is not NFC',
      { '01-mo-dau/vi.md': `a\n${'ủy'.normalize('NFD')}` },
      '01-mo-dau/vi.md:2 The accents on this line are not in composed form (NFC)',
    ],
    [
      'more than sixty words',
      { '01-mo-dau/vi.md': 'ma túy '.repeat(31) },
      '01-mo-dau/vi.md:1 The message has 62 words, at most 60 are possible',
    ],
    [
      'law out of force',
      { '01-mo-dau/vi.md': 'a\n\nNghị định 144/2021/NĐ-CP' },
      '01-mo-dau/vi.md:3 Nghị định 144/2021/NĐ-CP is no longer in force',
    ],
    [
      'a source out of force',
      { '01-mo-dau/message.yaml': `${messageYaml}  - Luật 73/2021/QH14\n` },
      '01-mo-dau/message.yaml:6 Luật Phòng, chống ma túy 73/2021/QH14 is no longer in force',
    ],
    [
      'a day no year has',
      { '01-mo-dau/message.yaml': messageYaml.replace('06-26', '06-31') },
      '01-mo-dau/message.yaml:1 "06-31" is not a day that every year has',
    ],
    [
      'a day only leap years have',
      { 'campaign.yaml': campaignYaml.replace('06-24', '02-29') },
      'campaign.yaml:5 "02-29" is not a day that every year has',
    ],
    [
      'a day outside of the campaign',
      { '01-mo-dau/message.yaml': messageYaml.replace('06-26', '06-01') },
      '01-mo-dau/message.yaml:1 The day 06-01 is outside the campaign (06-24 to 06-30)',
    ],
    [
      'a day counted past the end',
      { '01-mo-dau/message.yaml': messageYaml.replace('date: 06-26', 'day: 8') },
      '01-mo-dau/message.yaml:1 The day 07-01 is outside the campaign (06-24 to 06-30)',
    ],
    [
      'a day said twice',
      { '01-mo-dau/message.yaml': `day: 3\n${messageYaml}` },
      '01-mo-dau/message.yaml:1 Exactly one of date and day is needed',
    ],
    [
      'an hour at night',
      { '01-mo-dau/message.yaml': messageYaml.replace('07:30', '22:00') },
      "01-mo-dau/message.yaml:2 The time 22:00 is outside the campaign's slots (07:30-11:00, 17:00-20:30)",
    ],
    [
      'an hour that is none',
      { '01-mo-dau/message.yaml': messageYaml.replace('07:30', '7h30') },
      '01-mo-dau/message.yaml:2 "7h30" is not a time of day',
    ],
    [
      'a theme over the limit',
      { 'campaign.yaml': campaignYaml.replace('theme:', `theme: { vi: ${'từ '.repeat(31)}, en: word }`) },
      'campaign.yaml:3 The theme has 31 words, at most 30 are possible',
    ],
    [
      'a theme in one language only',
      { 'campaign.yaml': campaignYaml.replace('theme:', 'theme: { vi: Chung tay }') },
      'campaign.yaml:3 The version in theme.en is missing',
    ],
    [
      'a campaign without a message',
      { '01-mo-dau/message.yaml': null, '01-mo-dau/vi.md': null, '01-mo-dau/en.md': null },
      'campaign.yaml: The campaign has no message yet',
    ],
    ['a folder that is no campaign', { 'campaign.yaml': null }, 'campaign.yaml: This file cannot be read'],
    [
      'a message that lacks its file',
      { '01-mo-dau/message.yaml': null },
      '01-mo-dau/message.yaml: This file cannot be read',
    ],
  ])('names file, line and remedy of %s', async (_name, changes, fault) => {
    expect((await lint(changes)).filter((line) => line.startsWith(fault.split(' ')[0] ?? ''))).toContain(fault);
  });

  it('weighs the picture', async () => {
    const picture = readFileSync(join(campaignsFolder, 'thang-hanh-dong-06/01-khai-mac/tranh.png'));
    const heavy = Buffer.concat([picture.subarray(0, 33), Buffer.alloc(101 * 1024), picture.subarray(33)]);
    expect(await lint({ '01-mo-dau/en.md': '---\nphoto: a.png\n---\nHello', '01-mo-dau/a.png': heavy })).toEqual([
      expect.stringMatching(
        /^01-mo-dau\/en\.md:2 The picture "a\.png" has \d+ KB, a campaign's picture has at most 100 KB$/,
      ),
    ]);
  });

  it('has audience rules checked by who knows their grammar', async () => {
    const checkRule = (rule: string) => (rule === 'all' ? { what: `no ${rule}`, mend: 'say more' } : null);
    expect(await lint({}, { checkRule })).toEqual(['01-mo-dau/message.yaml:3 no all']);
  });

  it('counts words as they are written', () => {
    expect(countWords('26/6 – bà con, gọi 113!\n• Một')).toBe(6);
  });
});

describe('a campaign laid on dates', () => {
  it('goes out by Vietnam’s clock in the year asked for, with its placeholders filled', async () => {
    const folder = campaign({
      'campaign.yaml': campaignYaml.replace('theme:', 'theme: { vi: Chung tay, en: Together }'),
    });
    const [laid, ...rest] = laidOn(await loadCampaign(folder), 2027, { place: 'phường Hoa Lư' });
    expect(rest).toEqual([]);
    expect(laid?.at.toISOString()).toBe('2027-06-26T00:30:00.000Z');
    expect(laid?.until.toISOString()).toBe('2027-06-29T00:30:00.000Z');
    expect(laid?.message['vi']?.[0]?.body.text).toBe(
      'Kính chào bà con phường Hoa Lư!\n\nChủ đề: Chung tay\n\nNăm 2027.',
    );
    expect(laid?.message['en']?.[0]?.body.text).toBe(
      'Dear residents of phường Hoa Lư!\n\nTheme: Together\n\nYear 2027.',
    );
  });

  it('leaves the theme out while there is none, and asks for a place that a message names', async () => {
    const loaded = await loadCampaign(campaign());
    expect(laidOn(loaded, 2027, { place: 'Huế' })[0]?.message['vi']?.[0]?.body.text).toBe(
      'Kính chào bà con Huế!\n\nNăm 2027.',
    );
    expect(() => laidOn(loaded, 2027)).toThrow(InputError);
  });

  it('counts days from its first one, and runs over New Year', async () => {
    const loaded = await loadCampaign(
      campaign({
        'campaign.yaml': campaignYaml.replace('06-24', '12-28').replace('06-30', '01-03'),
        '01-mo-dau/message.yaml': messageYaml.replace('date: 06-26', 'day: 6').replace('07:30', '17:00'),
        '02-giao-thua/message.yaml': messageYaml.replace('06-26', '12-31'),
        '02-giao-thua/vi.md': 'Chào bà con',
        '02-giao-thua/en.md': 'Hello',
      }),
    );
    expect(laidOn(loaded, 2026, { place: 'Huế' }).map(({ at, item }) => [item.name, at.toISOString()])).toEqual([
      ['02-giao-thua', '2026-12-31T00:30:00.000Z'],
      ['01-mo-dau', '2027-01-02T10:00:00.000Z'],
    ]);
  });
});

describe('loading', () => {
  it('refuses a campaign whose messages could not go out, but not one the linter merely minds', async () => {
    await expect(loadCampaign(campaign({ '01-mo-dau/en.md': null }))).rejects.toThrow(InputError);
    const loaded = await loadCampaign(campaign({ '01-mo-dau/vi.md': 'quận '.repeat(70) }));
    expect(loaded.items).toHaveLength(1);
  });

  it('names the groups of the audience', async () => {
    const rule = messageYaml.replace(
      'audience: all',
      'audience: "place:38 (group:hoc-sinh or group:sinh-vien) not locale:en"',
    );
    const loaded = await loadCampaign(campaign({ '01-mo-dau/message.yaml': rule }));
    expect(loaded.items[0]?.groups).toEqual(['hoc-sinh', 'sinh-vien']);
  });

  it('lists a campaign that is broken beside the others', async () => {
    const root = mkdtempSync(join(tmpdir(), 'loa-campaigns-'));
    folders.push(root);
    cpSync(campaign(), join(root, 'b'), { recursive: true });
    cpSync(campaign({ 'campaign.yaml': ':' }), join(root, 'a'), { recursive: true });
    mkdirSync(join(root, 'c'));
    expect((await listCampaigns(root)).map(({ name }) => name)).toEqual(['a', 'b']);
  });
});
