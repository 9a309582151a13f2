import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readTree } from '../campaignTree.js';
import { translator } from '../i18n.js';
import { campaignsFolder, listCampaigns, loadCampaign } from '../loadCampaign.js';
import { lintRelay, packFaults } from './lintRelay.js';
import { publicSource } from './publicSource.js';
import { LOUDSPEAKER_SECONDS, type RelayWeek } from './relay.js';
import { readRelayFile } from './relayFile.js';
import { mondayOf, relayWeeks } from './relayWeek.js';
import { smsText, withoutDiacritics } from './sms.js';
import { readingSeconds, sentences, spoken, unspeakable } from './spoken.js';

const JUNE = 'thang-hanh-dong-06';
const SCHOOL = 'thuoc-la-dien-tu-hoc-duong';
const YEARS = [2027, 2028, 2029, 2030, 2031, 2032, 2033];
const NO_TEXTS = { loudspeaker: [], sms: [], instead: {} };
const en = translator('en');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function weeks(name: string, year = 2027, byRule = false, locale = 'vi'): Promise<RelayWeek[]> {
  const { tree } = await readTree(join(campaignsFolder, name), en);
  const campaign = await loadCampaign(tree);
  const { texts } = await readRelayFile(campaign, tree, en);
  return relayWeeks(campaign, byRule ? NO_TEXTS : texts, { year, place: 'Phường Hàm Rồng', locale });
}

/** What the linter says of June with another relay.yaml, "file:line what". */
async function lint(relayYaml: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'loa-relay-'));
  folders.push(folder);
  cpSync(join(campaignsFolder, JUNE), folder, { recursive: true });
  writeFileSync(join(folder, 'relay.yaml'), relayYaml);
  const { tree } = await readTree(folder, en);
  const faults = await lintRelay(await loadCampaign(tree), tree, en);
  return faults.map(({ file, line, what }) => `${relative(folder, file ?? '')}:${line} ${what}`);
}

const reading = (text: string, more = ''): string =>
  `loudspeaker:\n  - date: 06-14\n    time: "17:00"\n    from: [15-goi-115]\n${more}    vi: ${JSON.stringify(text)}\n`;

describe('a text that is read aloud', () => {
  it.each([
    ['gọi 115 ngay', 'Gọi một một năm ngay.'],
    ['số 0769.04.04.04', 'Số không bảy sáu chín, không bốn, không bốn, không bốn.'],
    ['đường dây nóng C04, Bộ Công an', 'Đường dây nóng C không bốn, Bộ Công an.'],
    ['1–30/6: Tháng hành động', 'Từ ngày một đến ngày ba mươi tháng sáu: Tháng hành động.'],
    ['ngày 26/6', 'Ngày hai mươi sáu tháng sáu.'],
    ['ngày 1/4/2027', 'Ngày mùng một tháng tư năm hai nghìn không trăm hai mươi bảy.'],
    ['phạt 20–40 triệu đồng', 'Phạt hai mươi đến bốn mươi triệu đồng.'],
    ['UBND phường', 'Ủy ban nhân dân phường.'],
    [
      'lúc 17:30, 1.250 người, 21 xã, 15 tổ',
      'Lúc mười bảy giờ ba mươi phút, một nghìn hai trăm năm mươi người, hai mươi mốt xã, mười lăm tổ.',
    ],
    ['1. Nói “không”.\n2. Rời khỏi chỗ đó', 'Nói không.\nRời khỏi chỗ đó.'],
  ])('says "%s" in words', (written, said) => {
    expect(spoken(written)).toBe(said);
    expect(unspeakable(spoken(written))).toEqual([]);
  });

  it('names what nobody can read out', () => {
    expect(unspeakable(spoken('Xem https://bocongan.gov.vn 👍 của BCHQS'))).toEqual([
      'https://bocongan.gov.vn',
      '👍',
      'BCHQS',
    ]);
  });

  it('takes a calm minute for about a hundred and forty syllables', () => {
    const said = spoken(`${'một hai ba bốn năm sáu bảy '.repeat(20)}.`);
    expect(readingSeconds(said)).toBeGreaterThan(50);
    expect(readingSeconds(said)).toBeLessThan(65);
  });

  it('is cut between sentences only', () => {
    expect(sentences('Một câu. “Hai câu.” Ba câu! 115 là số.\nDòng mới')).toEqual([
      'Một câu.',
      '“Hai câu.”',
      'Ba câu!',
      '115 là số.',
      'Dòng mới',
    ]);
  });
});

describe('an SMS', () => {
  const seventy = `${'đường '.repeat(11)}1234`;

  it('holds 70 characters with diacritics, counted as the network counts them', () => {
    expect(seventy).toHaveLength(70);
    expect(smsText(seventy)).toMatchObject({ encoding: 'UCS-2', units: 70, parts: [seventy] });
    expect(smsText('Đ'.normalize('NFD') + 'ường'.normalize('NFD'))?.units).toBe(5);
    expect(smsText(`đ ${'👍'.repeat(34)}`)?.parts).toHaveLength(1);
    expect(smsText(`đ ${'👍'.repeat(35)}`)).toBeNull();
  });

  it('is parted between words at 67 beyond that, and loses none of them', () => {
    const long = `${seventy} thêm ba từ nữa cho dài hơn một phần và còn dài thêm nữa để có ba phần trọn vẹn như thế này`;
    const parts = smsText(long)?.parts ?? [];
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(67);
    expect(parts.join(' ')).toBe(long);
    expect(smsText(`${seventy}5`)?.parts).toHaveLength(2);
  });

  it('holds 160 without diacritics, and never cuts a word', () => {
    expect(smsText('a'.repeat(160))).toMatchObject({ encoding: 'GSM-7', units: 160 });
    expect(smsText('[] '.repeat(34))).toMatchObject({ units: 169, parts: [/./, /./].map(() => expect.any(String)) });
    expect(smsText('a'.repeat(161))).toBeNull();
    expect(smsText('ướ'.repeat(40))).toBeNull();
    expect(withoutDiacritics('“Đừng” thử – dù một hơi… ủy ban')).toBe('"Dung" thu - du mot hoi... uy ban');
  });
});

describe('a week of relays', () => {
  it('runs from Monday to Sunday in Vietnam', () => {
    expect(mondayOf(new Date('2027-06-06T23:59:00+07:00'))).toBe('2027-05-31');
    expect(mondayOf(new Date('2027-06-07T00:00:00+07:00'))).toBe('2027-06-07');
  });

  it('of June 2027 is one of five, each with a text written by hand, named for its place', async () => {
    const june = await weeks(JUNE);
    expect(june.map(({ week, until, from, to }) => [week, until, from, to])).toEqual([
      ['2027-05-31', '2027-06-06', '2027-06-01', '2027-06-06'],
      ['2027-06-07', '2027-06-13', '2027-06-07', '2027-06-13'],
      ['2027-06-14', '2027-06-20', '2027-06-14', '2027-06-20'],
      ['2027-06-21', '2027-06-27', '2027-06-21', '2027-06-27'],
      ['2027-06-28', '2027-07-04', '2027-06-28', '2027-06-30'],
    ]);
    for (const { readings, sms } of june) {
      expect(readings.every(({ by, text }) => by === 'hand' && text.includes('phường Hàm Rồng'))).toBe(true);
      expect(sms.every(({ by }) => by === 'hand')).toBe(true);
    }
    expect(june[2]?.readings[0]?.text).toContain('một một năm');
  });

  it.each(['hand', 'rule'] as const)(
    'is read in 90 seconds and sent in SMS of one part in whatever year, by %s',
    async (by) => {
      for (const { name } of await listCampaigns())
        for (const year of YEARS)
          for (const { week, readings, sms, group } of await weeks(name, year, by === 'rule')) {
            expect(readings.length, `${name} ${week}`).toBeGreaterThan(0);
            for (const one of readings) {
              expect(one.by, `${name} ${week}`).toBe(by);
              expect(one.seconds).toBeLessThanOrEqual(LOUDSPEAKER_SECONDS);
              expect(unspeakable(one.text), `${name} ${week}`).toEqual([]);
              expect(one.text).toMatch(/^(?:Kính thưa|Các em học sinh)[\s\S]*[.!]$/u);
              expect(one.sources.length).toBeGreaterThan(0);
            }
            for (const one of sms) {
              expect(one.sms?.parts, `${name} ${week}`).toHaveLength(1);
              expect(one.sms?.units).toBeLessThanOrEqual(70);
              expect(one.plain?.encoding).toBe('GSM-7');
            }
            for (const { picture } of group) expect(picture?.file.bytes.length).toBeLessThanOrEqual(100 * 1024);
          }
    },
  );

  it('built by rule says only sentences of its messages, behind a greeting for those it is for', async () => {
    const [first] = await weeks(SCHOOL, 2027, true);
    const [text = ''] = first?.readings.map((one) => one.text) ?? [];
    expect(text).toMatch(
      /^Các em học sinh phường Hàm Rồng thân mến\.\n\nNăm học mới, giữ mình khỏe\. Chúc em một năm học vui!/u,
    );
    expect(text).not.toContain('Em thân mến');
    expect(first?.readings[0]?.leftOut).toEqual(['04-phu-huynh-cap-sach']);
  });

  it('names sources in public without what is said to editors, and keeps that as a note', async () => {
    const third = (await weeks(JUNE))[2];
    expect(third?.review).toEqual(['Sơ cứu: kiến thức phổ thông, cần Sở Y tế xem lại trước khi gửi']);
    expect(third?.post.sources.join('\n')).not.toMatch(/xem lại|kiểm tra ngày/u);
    expect(third?.post.sources).toContain('Luật Phòng, chống ma túy 120/2025/QH15, điều 32');
    expect(publicSource('Số 111; kiểm tra ngày 21/11/2026')).toBe('Số 111');
  });

  it('sends nobody back to a chat that they are not in', async () => {
    for (const { name } of await listCampaigns())
      for (const { group } of await weeks(name))
        for (const { text } of group) expect(text).not.toMatch(/cuộc trò chuyện này|kênh nghỉ|đọc những tin/iu);
  });

  it('of another language is built from its messages', async () => {
    const [first] = await weeks(JUNE, 2027, false, 'en');
    expect(first?.readings[0]).toMatchObject({ by: 'rule' });
    expect(first?.readings[0]?.text).toContain('Dear residents of phường Hàm Rồng.');
  });
});

describe('the linter of relays', () => {
  it('finds nothing wrong with those that come with the program', async () => {
    for (const { folder } of await listCampaigns()) {
      const { tree } = await readTree(folder, en);
      const campaign = await loadCampaign(tree);
      expect([...(await lintRelay(campaign, tree, en)), ...(await packFaults(campaign, tree, en))]).toEqual([]);
    }
  });

  it.each([
    [
      'a text longer than its slot',
      reading('Gọi ngay 115. '.repeat(40)),
      /^relay\.yaml:5 Read aloud this takes about \d+ seconds, the slot has 90$/,
    ],
    ['an address', reading('Xem www.congan.vn'), 'relay.yaml:5 "www.congan.vn" cannot be read aloud'],
    [
      'a number that its messages do not have',
      reading('Gọi ngay 114.'),
      'relay.yaml:5 The number 114 is in none of the messages in from',
    ],
    ['a word that is never said', reading('Gọi ngay 115 khi thấy con nghiện.'), /^relay\.yaml:5 .*con nghiện/],
    ['a day outside', reading('Gọi 115.').replace('06-14', '07-14'), 'relay.yaml:2 This day is outside the campaign'],
    [
      'a time outside',
      reading('Gọi 115.').replace('17:00', '12:00'),
      "relay.yaml:3 The time of reading is outside the campaign's slots",
    ],
    [
      'a message that there is not',
      reading('Xin chào.').replace('15-goi-115', '99-khong-co'),
      'relay.yaml:4 The campaign has no message called "99-khong-co"',
    ],
    [
      'a field of no language',
      reading('Gọi 115.', '    fr: Bonjour\n'),
      'relay.yaml:5 "fr" is no language of the campaign',
    ],
    ['a placeholder that there is not', reading('Gọi {{ten}}.'), /^relay\.yaml:5 .*\{\{ten\}\}/],
    [
      'a text without Vietnamese',
      reading('Call 115.').replace('vi:', 'en:'),
      'relay.yaml:2 This text has no Vietnamese',
    ],
    [
      'an SMS of three parts',
      `sms:\n  - date: 06-14\n    from: [15-goi-115]\n    vi: ${'Gọi ngay số ấy nhé bà con. '.repeat(6)}\n`,
      'relay.yaml:4 The SMS has 3 parts, 2 at most',
    ],
    ['another field', 'radio: []\n', /^relay\.yaml:1 .*radio/],
  ])('names %s', async (_, yaml, said) => {
    expect(await lint(yaml)).toContainEqual(typeof said === 'string' ? said : expect.stringMatching(said));
  });

  it('asks for a picture before anything is packed, and only then', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'loa-relay-'));
    folders.push(folder);
    cpSync(join(campaignsFolder, JUNE), folder, { recursive: true });
    const file = join(folder, '15-goi-115', 'vi.md');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/photo: .*\n/u, ''));
    const { tree } = await readTree(folder, en);
    const campaign = await loadCampaign(tree);
    expect(await lintRelay(campaign, tree, en)).toEqual([]);
    expect(await packFaults(campaign, tree, en)).toMatchObject(
      [{ file, what: /no picture/ }].map(({ file: at }) => ({ file: at })),
    );
  });
});
