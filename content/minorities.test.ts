import { expect, it } from 'vitest';
import { campaign, campaignYaml, lint } from '../test/support/campaignFolder.js';
import { isLanguage } from './language.js';
import { loadCampaign } from './loadCampaign.js';
import { minorityLanguages, minorityName } from './minorities.js';

const roomFor = { 'campaign.yaml': campaignYaml.replace('from:', 'minorities: [hmn, tyz]\nfrom:') };
const OGG = Buffer.from('OggS0000000000');
const reviewed = '---\nreviewedBy: Giàng A Páo\nreviewedOn: 2027-05-12\n';

it('names the languages of minorities, each once, and knows their codes as languages', () => {
  const codes = minorityLanguages().map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.filter((code) => !isLanguage(code))).toEqual([]);
  expect(minorityName('hmn', 'vi')).toBe('tiếng Mông');
});

it('leaves them empty without a fault', async () => {
  expect(await lint(roomFor)).toEqual([]);
  const loaded = await loadCampaign(campaign(roomFor));
  expect([loaded.minorities, loaded.items[0]?.minorities.size]).toEqual([['hmn', 'tyz'], 0]);
});

it('takes a text, or a recording, that a speaker reviewed on a day', async () => {
  const files = { ...roomFor, '01-mo-dau/hmn.md': `${reviewed}recording: mong.ogg\n---\n`, '01-mo-dau/mong.ogg': OGG };
  expect(await lint(files)).toEqual([]);
  const item = (await loadCampaign(campaign(files))).items[0];
  expect(item?.minorities.get('hmn')).toMatchObject({
    hasText: false,
    reviewedBy: 'Giàng A Páo',
    reviewedOn: '2027-05-12',
    recording: { mime: 'audio/ogg', fileName: 'mong.ogg' },
  });
  expect(Object.keys(item?.message ?? {})).toEqual(['vi', 'en']);
});

it.each<[string, Record<string, string | Uint8Array>, RegExp]>([
  [
    'without a reviewer',
    { '01-mo-dau/hmn.md': 'Nyob zoo.' },
    /^01-mo-dau\/hmn\.md:1 .*does not say which speaker reviewed it, and when$/,
  ],
  ['without a day', { '01-mo-dau/hmn.md': '---\nreviewedBy: A\n---\nNyob zoo.' }, /does not say which speaker/],
  [
    'with a day that is none',
    { '01-mo-dau/hmn.md': '---\nreviewedBy: A\nreviewedOn: 2027-02-30\n---\nNyob zoo.' },
    /^01-mo-dau\/hmn\.md:3 "2027-02-30" is not a day/,
  ],
  [
    'that is the English one',
    {
      '01-mo-dau/hmn.md': `${reviewed}---\nDear residents of {{place}}!\n\nTheme: {{theme}}\n\nYear {{year}}: join us.\n`,
    },
    /^01-mo-dau\/hmn\.md:5 The version in hmn is that in en, word for word$/,
  ],
  [
    'with a recording that is none',
    { '01-mo-dau/hmn.md': `${reviewed}recording: a.ogg\n---\n`, '01-mo-dau/a.ogg': 'x' },
    /^01-mo-dau\/hmn\.md:4 The file "a\.ogg" is no recording$/,
  ],
  [
    'in a language that has no place',
    { '01-mo-dau/jra.md': `${reviewed}---\nA` },
    /^01-mo-dau\/jra\.md: This file is in a language/,
  ],
])('refuses a text %s', async (_what, files, said) => {
  expect((await lint({ ...roomFor, ...files })).some((line) => said.test(line))).toBe(true);
});

it('keeps a reviewer out of the languages that staff speak themselves', async () => {
  expect(await lint({ '01-mo-dau/vi.md': '---\nreviewedBy: A\n---\nMời bà con {{place}} {{theme}} {{year}}' })).toEqual(
    ['01-mo-dau/vi.md:2 There is no field "reviewedBy"'],
  );
});
