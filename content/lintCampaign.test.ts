import { cpSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../base/errors.js';
import { campaign, campaignYaml, EMPTY_PNG, folders, good, lint, messageYaml } from '../test/support/campaignFolder.js';
import { laidOn } from './layOn.js';
import { countWords } from './lintCampaign.js';
import { campaignsFolder, listCampaigns, loadCampaign } from './loadCampaign.js';

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
      '01-mo-dau/vi.md:3 Nghị định 144/2021/NĐ-CP is out of force since 15 Dec 2025',
    ],
    [
      'a source out of force',
      { '01-mo-dau/message.yaml': `${messageYaml}  - Luật 73/2021/QH14\n` },
      '01-mo-dau/message.yaml:6 Luật Phòng, chống ma túy 73/2021/QH14 is out of force since 1 Jul 2026',
    ],
    [
      'a picture without a pixel',
      { '01-mo-dau/en.md': '---\nphoto: a.png\n---\nHello', '01-mo-dau/a.png': EMPTY_PNG },
      '01-mo-dau/en.md:2 The file "a.png" is damaged or incomplete (it begins as PNG)',
    ],
    [
      'a source that is none',
      { '01-mo-dau/message.yaml': messageYaml.replace('Luật Phòng, chống ma túy 120/2025/QH15', 'chưa có') },
      '01-mo-dau/message.yaml:5 "chưa có" is not a source',
    ],
    [
      'a source that nobody finds again',
      { '01-mo-dau/message.yaml': messageYaml.replace('Luật Phòng, chống ma túy 120/2025/QH15', 'báo chí') },
      '01-mo-dau/message.yaml:5 The source "báo chí" says too little to be found by',
    ],
    [
      'a source that leads nowhere',
      { '01-mo-dau/message.yaml': `${messageYaml}  - Xem http:/bocongan.gov.vn\n` },
      '01-mo-dau/message.yaml:6 The address "http:/bocongan.gov.vn" in the source cannot be opened',
    ],
    [
      'a placeholder that one language forgot',
      { '01-mo-dau/en.md': 'Join us.\n\n{{theme}}, {{year}}' },
      '01-mo-dau/en.md:1 The version in en lacks {{place}}, that in vi has it',
    ],
    [
      'a theme that no message says',
      {
        'campaign.yaml': campaignYaml.replace('theme:', 'theme: { vi: Chung tay, en: Together }'),
        '01-mo-dau/vi.md': 'Mời bà con.',
        '01-mo-dau/en.md': 'Join us.',
      },
      'campaign.yaml:3 There is a value for {{theme}} but no message uses it',
    ],
    [
      'a text that takes a minute to read, for all its figures',
      { '01-mo-dau/vi.md': `Mời bà con gọi ${'0769.04.04.04 '.repeat(15)}` },
      '01-mo-dau/vi.md:1 Read aloud it takes about 62 seconds, it must be under 60',
    ],
    [
      'a sentence without a breath',
      { '01-mo-dau/vi.md': `Chào bà con.\n\nMời ${'bà con '.repeat(15)}.` },
      '01-mo-dau/vi.md:3 This sentence has 31 words, at most 30 are possible',
    ],
    [
      'two things to do',
      { '01-mo-dau/vi.md': 'Chào bà con.\n\nViệc cần làm: gọi 113.\n\nViệc cần làm: gọi 115.' },
      '01-mo-dau/vi.md:5 The message has 2 things to do',
    ],
    ['nothing to do', { '01-mo-dau/vi.md': 'Trời đẹp.' }, '01-mo-dau/vi.md:1 The message asks for nothing'],
    [
      'a law that is in no table',
      { '01-mo-dau/vi.md': 'Mời bà con.\n\nLuật 999/2025/QH15' },
      '01-mo-dau/vi.md:3 999/2025/QH15 is not in the table of laws: nobody has looked whether it is in force',
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
    const text = `---\nphoto: a.png\n---\n${good['01-mo-dau/en.md']}`;
    expect(await lint({ '01-mo-dau/en.md': text, '01-mo-dau/a.png': heavy })).toEqual([
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
      'Kính chào bà con phường Hoa Lư!\n\nChủ đề: Chung tay\n\nNăm 2027, mời bà con cùng làm.',
    );
    expect(laid?.message['en']?.[0]?.body.text).toBe(
      'Dear residents of phường Hoa Lư!\n\nTheme: Together\n\nYear 2027: join us.',
    );
  });

  it('leaves the theme out while there is none, and asks for a place that a message names', async () => {
    const loaded = await loadCampaign(campaign());
    expect(laidOn(loaded, 2027, { place: 'Huế' })[0]?.message['vi']?.[0]?.body.text).toBe(
      'Kính chào bà con Huế!\n\nNăm 2027, mời bà con cùng làm.',
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
