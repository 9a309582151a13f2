import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InputError } from '../base/errors.js';
import { projectRoot } from '../base/root.js';
import { picturesOf } from './article.js';
import { readArticleFile } from './readArticle.js';

const PNG = readFileSync(join(projectRoot, 'content/campaigns/thang-hanh-dong-06/26-ngay-26-6/tranh.png'));
const HEAD = `title: Ngày 26/6
description: Ba việc mỗi gia đình làm được
author: Phường Hàm Rồng
cover: bia.png
sources:
  - Luật Phòng, chống ma túy 120/2025/QH15`;

/** Reads an article whose files are given; faults as `line: what`. */
async function read(head: string, body: string, files: Record<string, Uint8Array> = {}) {
  const texts: Record<string, Uint8Array> = {
    'bai.md': Buffer.from(`---\n${head}\n---\n${body}`),
    'bia.png': PNG,
    ...files,
  };
  const readFile = (path: string): Promise<Uint8Array> => {
    const found = texts[path.split('/').at(-1) ?? ''];
    return found === undefined ? Promise.reject(new Error('not there')) : Promise.resolve(found);
  };
  return readArticleFile('bai.md', { locale: 'en', readFile });
}

async function faultsOf(head: string, body: string, files?: Record<string, Uint8Array>): Promise<string[]> {
  try {
    await read(head, body, files);
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.faults.every((fault) => fault.file === 'bai.md' && fault.mend !== '')).toBe(true);
    return error.faults.map(({ line, what }) => `${line}: ${what}`);
  }
}

test('an article is its head, its paragraphs and the pictures between them', async () => {
  const { article, media } = await read(HEAD, 'Một.\n\nHai,\nvẫn hai.\n\n![Nhà văn hóa](bia.png)\n\n- ba\n- bốn\n');
  expect(article).toMatchObject({ title: 'Ngày 26/6', author: 'Phường Hàm Rồng', comments: false });
  expect(article.body).toMatchObject([
    { type: 'text', paragraphs: ['Một.', 'Hai,\nvẫn hai.'] },
    { type: 'image', caption: 'Nhà văn hóa', picture: { fileName: 'bia.png', mime: 'image/png' } },
    { type: 'text', paragraphs: ['• ba\n• bốn'] },
  ]);
  expect(picturesOf(article).map(({ sha256 }) => media.has(sha256))).toEqual([true, true]);
});

test('text that is not NFC is a fault, as in messages', async () => {
  expect(await faultsOf(HEAD, 'Phòng ngừa\nhai'.normalize('NFD'))).toEqual([
    expect.stringMatching(/^9: .*Unicode|^9: /),
  ]);
});

describe('what is wrong is told with its line', () => {
  test.each([
    ['a missing source', HEAD.replace(/sources:[\s\S]*/, ''), 'a', /^\d+: The field "sources" is missing/],
    ['an empty list of sources', HEAD.replace(/sources:[\s\S]*/, 'sources: []'), 'a', /^6: The field "sources"/],
    ['a field nobody knows', `${HEAD}\nbuttons: []`, 'a', /^8: .*buttons/],
    [
      'a title that is too long',
      HEAD.replace('Ngày 26/6', 'a'.repeat(150)),
      'a',
      /^2: .*"title" has 150 characters.* 149/,
    ],
    ['a summary that is too long', HEAD.replace(/Ba việc.*/, 'a'.repeat(300)), 'a', /^3: .*"description" has 300/],
    ['an author that is too long', HEAD.replace(/Phường Hàm Rồng/, 'a'.repeat(50)), 'a', /^4: .*"author" has 50/],
    ['a cover that is not there', HEAD.replace('bia.png', 'khong.png'), 'a', /^5: .*khong.png/],
    ['a cover on the web', HEAD.replace('bia.png', 'https://a.vn/a.png'), 'a', /^5: .*may change after approval/],
    ['another language', `${HEAD}\nlocale: km`, 'a', /^8: .*km/],
    ['no text', HEAD, '\n![a](bia.png)\n', /^9: /],
    ['bold words', HEAD, 'Một.\n\nHai **ba** bốn.', /^11: "ba" is formatted/],
    ['a heading', HEAD, 'Một.\n\n# Đề mục', /^11: "Đề mục" is formatted/],
    ['a link', HEAD, 'Xem [ở đây](https://a.vn).', /^9: "ở đây" is formatted/],
    ['a second part', HEAD, 'Một.\n\n---\n\nHai.', /^13: .*one part only/],
    ['a picture inside a line', HEAD, 'Một ![a](bia.png) hai.', /^9: /],
    ['a placeholder', HEAD, 'Chào {{place}}.', /^9: .*\{\{place\}\}/],
    ['a placeholder that does not exist', HEAD, 'Chào {{name}}.', /^9: .*\{\{name\}\}/],
    ['HTML', HEAD, 'Một <b>hai</b>.', /^9: /],
    ['a word that is never said', HEAD, 'Một.\nBáo về con nghiện.', /^10: .*con nghiện/],
    ['law out of force', HEAD, 'Theo Nghị định 144/2021/NĐ-CP.', /^9: .*144\/2021/],
  ])('%s', async (_what, head, body, said) => {
    expect(await faultsOf(head, body)).toEqual([expect.stringMatching(said)]);
  });

  test('a cover that is no JPEG or PNG, one that is too heavy, one that was cut off', async () => {
    const webp = Buffer.concat([Buffer.from('RIFF'), Buffer.alloc(4), Buffer.from('WEBP'), Buffer.alloc(20)]);
    expect(await faultsOf(HEAD.replace('bia.png', 'bia.webp'), 'a', { 'bia.webp': webp })).toEqual([
      expect.stringMatching(/^5: .*neither JPEG nor PNG/),
    ]);
    const heavy = Buffer.concat([PNG.subarray(0, 40), Buffer.alloc(1024 * 1024), PNG.subarray(-60)]);
    expect(await faultsOf(HEAD, 'a', { 'bia.png': heavy })).toEqual([
      expect.stringMatching(/^5: .*1,025 KB.*1,024 KB/),
    ]);
    expect(await faultsOf(HEAD, 'a', { 'bia.png': PNG.subarray(0, 60) })).toHaveLength(1);
  });

  test('several at once, in the order of their lines', async () => {
    const faults = await faultsOf(HEAD.replace('bia.png', 'khong.png'), 'Một **hai**.\n\nBáo về con nghiện.');
    expect(faults.map((fault) => fault.split(':')[0])).toEqual(['5', '9', '11']);
  });
});
