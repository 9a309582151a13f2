import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import jsQR from 'jsqr';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { encode } from 'uqr';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { translator } from '../../content/i18n.js';
import { bundledPlaces } from '../../people/places.js';
import { readJoinCode } from '../joinCode.js';
import { decodeJoinPayload } from '../joinPayload.js';
import { drawPosters } from './draw.js';
import { type PosterChannel, posterSheet } from './sheet.js';

const ZALO: PosterChannel = { channel: 'zalo', oaId: '1234567890123456789' };
const TELEGRAM: PosterChannel = { channel: 'telegram', bot: 'loa_tinh_thanh_hoa_bot' };
const t = translator('vi');
const about = { title: 'Áp phích', at: new Date('2026-11-22T02:00:00Z') };

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loa-poster-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(file: string): Promise<{ size: number[]; words: string }[]> {
  const document = await getDocument({ data: new Uint8Array(await readFile(file)), verbosity: 0 }).promise;
  const pages = [];
  for (let n = 1; n <= document.numPages; n++) {
    const page = await document.getPage(n);
    const { items } = await page.getTextContent();
    const words = items.map((item) => ('str' in item ? item.str : '')).join(' ');
    pages.push({ size: page.view.map(Math.round), words: words.replace(/\s+/g, ' ').normalize('NFC') });
  }
  await document.destroy();
  return pages;
}

/** What a phone reads from the code, as a picture of four points a module. */
function scanned(link: string): string | undefined {
  const { data } = encode(link, { ecc: 'M', border: 4 });
  const scale = 4;
  const side = data.length * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      if (data[Math.floor(y / scale)]?.[Math.floor(x / scale)] === true)
        pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
  return jsQR.default(pixels, side, side)?.data;
}

describe('a poster', () => {
  it('is one A4 page with the place, the code to send and how to stop, in Vietnamese letters that can be searched for', async () => {
    const file = join(folder, 'one.pdf');
    const joining = { place: '14758', groups: ['phu-huynh'] };
    const sheet = posterSheet(ZALO, 'Phường Hàm Rồng, Thanh Hóa', joining, t);
    expect(await drawPosters([sheet], file, about)).toBe(1);
    const [page, ...more] = await read(file);
    expect(more).toEqual([]);
    expect(page?.size).toEqual([0, 0, 595, 842]);
    for (const words of [
      'Nhận tin phòng, chống ma túy',
      'Phường Hàm Rồng, Thanh Hóa',
      'Quét mã bằng Zalo',
      'DỪNG',
      '113',
      '115',
      '111',
    ])
      expect(page?.words).toContain(words);
    expect(page?.words).toContain(sheet.code);
    expect(readJoinCode(sheet.code ?? '', () => true)).toEqual(joining);
  });

  it('has a code that leads where it says: to the account, or to the bot with place and group', () => {
    const joining = { place: '14758', groups: ['phu-huynh'] };
    expect(scanned(posterSheet(ZALO, '', joining, t).link)).toBe('https://zalo.me/1234567890123456789');
    const url = new URL(scanned(posterSheet(TELEGRAM, '', joining, t).link) ?? '');
    expect(url.origin + url.pathname).toBe('https://t.me/loa_tinh_thanh_hoa_bot');
    expect(decodeJoinPayload(url.searchParams.get('start') ?? '')).toEqual(joining);
  });

  it('of every commune of a province is a page of its own, however long its name', async () => {
    const file = join(folder, 'many.pdf');
    const communes = bundledPlaces().places.filter(({ parent }) => parent === '38');
    const names = [
      ...communes.map(({ name }) => name),
      'Trường Trung học phổ thông chuyên Nguyễn Bỉnh Khiêm, phường Hàm Rồng',
    ];
    function* sheets() {
      for (const [at, name] of names.entries())
        yield posterSheet(ZALO, name, { place: communes[at]?.code ?? 'THPT-1', groups: [] }, t);
    }
    expect(await drawPosters(sheets(), file, about)).toBe(names.length);
    const pages = await read(file);
    expect(pages).toHaveLength(names.length);
    for (const [at, name] of names.entries()) expect(pages[at]?.words).toContain(name.normalize('NFC'));
  });

  it('that cannot be written to the end leaves nothing half-done, and what was there stays', async () => {
    const file = join(folder, 'kept.pdf');
    await drawPosters([posterSheet(ZALO, 'Xã A', { place: '14758', groups: [] }, t)], file, about);
    const before = await readFile(file);
    function* broken() {
      yield posterSheet(ZALO, 'Xã B', { place: '14758', groups: [] }, t);
      throw new Error('no more');
    }
    await expect(drawPosters(broken(), file, about)).rejects.toThrow('no more');
    expect(await readFile(file)).toEqual(before);
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
