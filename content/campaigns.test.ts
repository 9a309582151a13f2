import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatFault } from '../base/errors.js';
import { formatCampaignDay } from './campaignDay.js';
import { catchUpOn, laidOn } from './layOn.js';
import { countWords, lintCampaign } from './lintCampaign.js';
import { campaignsFolder, listCampaigns, loadCampaign } from './loadCampaign.js';

const campaigns = await listCampaigns();
const june = join(campaignsFolder, 'thang-hanh-dong-06');

describe.each(campaigns)('the campaign $name', ({ folder }) => {
  it('passes the linter', async () => {
    expect((await lintCampaign(folder)).map(formatFault)).toEqual([]);
  });

  it('lets a reader stop with every message', async () => {
    const { items } = await loadCampaign(folder);
    const without = items.flatMap((item) =>
      Object.entries(item.message).flatMap(([locale, parts = []]) => {
        const buttons = parts.at(-1)?.buttons.flat() ?? [];
        return buttons.some((button) => 'data' in button && button.data === 'stop')
          ? []
          : [`${item.name}/${locale}.md`];
      }),
    );
    expect(without).toEqual([]);
  });

  it('tells whoever joins while it runs what it is about, in both languages, and how to stop', async () => {
    const told = catchUpOn(await loadCampaign(folder), 2027);
    expect(Object.keys(told?.message ?? {})).toEqual(['vi', 'en']);
    for (const [part] of Object.values(told?.message ?? {}).map((parts = []) => parts)) {
      expect(countWords(part?.body.text ?? '')).toBeLessThanOrEqual(60);
      expect(part?.body.text).toContain('111');
      expect(JSON.stringify(part?.buttons)).toContain('"data":"stop"');
    }
  });

  it('brings a picture with every message', async () => {
    const { items } = await loadCampaign(folder);
    const without = items.filter((item) =>
      Object.values(item.message).some((parts) => parts?.[0]?.media?.kind !== 'photo'),
    );
    expect(without.map((item) => item.name)).toEqual([]);
  });

  it('has the drawing of every picture beside it', () => {
    const drawn = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.png'));
    expect(drawn.filter((name) => !existsSync(join(folder, name.replace(/\.png$/, '.svg'))))).toEqual([]);
  });

  it('fits the theme of the longest year so far into its messages', async () => {
    const longest =
      'Phòng, chống ma túy quyết liệt, hiệu quả, nâng cao trách nhiệm, chủ động phối hợp - Vì một cộng đồng sạch ma túy';
    const campaign = await loadCampaign(folder);
    const words = laidOn({ ...campaign, theme: { vi: longest, en: longest } }, 2027, { place: 'xã Hoa Lư' }).flatMap(
      ({ item, message }) =>
        (message['vi'] ?? []).map(({ body }) => ({ name: item.name, words: countWords(body.text) })),
    );
    expect(words.filter((message) => message.words > 60)).toEqual([]);
  });
});

describe('the week before Tết', () => {
  const tet = join(campaignsFolder, 'truoc-tet');

  it.each([
    [2027, '2027-01-29', '2027-02-04'],
    [2028, '2028-01-18', '2028-01-24'],
    [2030, '2030-01-25', '2030-01-31'],
  ])('of %i is laid from Vietnam’s own Tết, and is over two days before it', async (year, first, last) => {
    const laid = laidOn(await loadCampaign(tet), year).map(({ at }) => at.toISOString().slice(0, 10));
    expect([laid[0], laid.at(-1)]).toEqual([first, last]);
    expect(new Set(laid).size).toBe(7);
  });

  it('has nothing that could still go out on Tết’s eve', async () => {
    const ends = laidOn(await loadCampaign(tet), 2027).map(({ until }) => until.getTime());
    expect(Math.max(...ends)).toBeLessThanOrEqual(Date.parse('2027-02-05T00:00:00+07:00'));
  });
});

describe('every campaign', () => {
  it('never addresses people who use drugs, or used to, or their families, as a group', async () => {
    const all = await Promise.all(campaigns.map(({ folder }) => loadCampaign(folder)));
    const groups = all.flatMap(({ items }) => items.flatMap((item) => item.groups));
    expect(groups.filter((group) => /nghien|cai|su-dung|ma-tuy/.test(group))).toEqual([]);
  });
});

describe('the June action month', () => {
  it('opens on 1 June, has its peak on 26 June and closes on 30 June, in two languages', async () => {
    const { items } = await loadCampaign(june);
    const days = items.map((item) => formatCampaignDay(item.on));
    expect(days).toEqual(expect.arrayContaining(['06-01', '06-26', '06-30']));
    expect(items.length).toBeGreaterThanOrEqual(10);
    for (const item of items) expect(Object.keys(item.message)).toEqual(['vi', 'en']);
  });

  it('says both names of 26 June', async () => {
    const { items } = await loadCampaign(june);
    const peak = items.find((item) => formatCampaignDay(item.on) === '06-26')?.message['vi']?.[0]?.body.text;
    expect(peak).toContain('Ngày quốc tế phòng, chống ma túy và Ngày toàn dân phòng, chống ma túy');
  });

  it('has one message for each of its thirty days, so that nobody gets two on one day', async () => {
    const days = (await loadCampaign(june)).items.map((item) => formatCampaignDay(item.on));
    expect(days).toEqual(Array.from({ length: 30 }, (_, day) => `06-${String(day + 1).padStart(2, '0')}`));
  });

  it('sends nobody of one group more than five messages in any seven days', async () => {
    const { items } = await loadCampaign(june);
    const groups = [...new Set(items.flatMap((item) => item.groups))];
    const most = (group: string) => {
      const days = items
        .filter((item) => item.audience === 'all' || item.groups.includes(group))
        .map((item) => Number(formatCampaignDay(item.on).slice(3)));
      return Math.max(...days.map((first) => days.filter((day) => day >= first && day < first + 7).length));
    };
    expect(groups.filter((group) => most(group) > 5)).toEqual([]);
  });

  it('speaks to each of the seven groups at least twice', async () => {
    const spoken = (await loadCampaign(june)).items.flatMap((item) => item.groups);
    for (const group of ['hoc-sinh', 'sinh-vien', 'phu-huynh', 'cong-nhan', 'bien-gioi', 'tai-xe', 'kinh-doanh'])
      expect(spoken.filter((name) => name === group).length).toBeGreaterThanOrEqual(2);
  });

  it('calls each group as it is called', async () => {
    const { items } = await loadCampaign(june);
    const voices = items.map((item) => ({ audience: item.audience, text: item.message['vi']?.[0]?.body.text ?? '' }));
    for (const { audience, text } of voices) {
      if (audience === 'all') expect(text).toContain('bà con');
      if (audience === 'group:hoc-sinh') expect(text).toContain('Em thân mến');
      if (audience === 'group:phu-huynh') expect(text).toContain('Anh/chị');
    }
  });

  it('does not tell pupils and students of punishment for using', async () => {
    const { items } = await loadCampaign(june);
    for (const item of items) expect(JSON.stringify(item.message)).not.toMatch(/256a/i);
  });
});
