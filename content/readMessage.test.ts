import { describe, expect, it } from 'vitest';
import { InputError } from '../base/errors.js';
import { type ReadMessageOptions, readMessageFiles } from './readMessage.js';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Reads files that exist only here; paths of attached files are resolved against /tin. */
function read(files: Record<string, string | Uint8Array>, options: Partial<ReadMessageOptions> = {}) {
  const texts = Object.keys(files).filter((name) => name.endsWith('.md'));
  return readMessageFiles(
    texts.map((name) => `/tin/${name}`),
    {
      locale: 'en',
      readFile: async (path) => {
        const content = files[path.replace('/tin/', '')];
        if (content === undefined) throw new Error('no such file');
        return typeof content === 'string' ? new TextEncoder().encode(content) : content;
      },
      ...options,
    },
  );
}

async function faultsOf(reading: Promise<unknown>): Promise<[string, number | null, string][]> {
  const error = await reading.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof InputError)) throw new Error('no fault was found', { cause: error });
  return error.faults.map(({ file, line, what }) => [(file ?? '').replace('/tin/', ''), line, what]);
}

describe('a message file', () => {
  it('without a head is Vietnamese and goes to every locale', async () => {
    const { message, media } = await read({ 'loi.md': 'Kính chào **bà con**!\n' });
    expect(message).toEqual({
      vi: [
        {
          body: { text: 'Kính chào bà con!', marks: [{ type: 'bold', start: 10, end: 16 }] },
          media: null,
          buttons: [],
        },
      ],
    });
    expect(media.size).toBe(0);
  });

  it('comes in several languages, named by the head or by the file name', async () => {
    const { message } = await read({ 'loi.md': 'Chào', 'loi.en.md': 'Hello', 'khmer.md': '---\nlocale: km\n---\nសួស្តី' });
    expect(Object.keys(message)).toEqual(['vi', 'en', 'km']);
  });

  it('carries its file with the first part and its buttons below the last', async () => {
    const head =
      '---\nphoto: tranh.png\nbuttons:\n  - - { label: Trợ giúp, data: help }\n    - { label: Luật, url: https://example.vn/luat }\n---\n';
    const { message, media } = await read({ 'loi.md': `${head}Một\n\n---\n\nHai`, 'tranh.png': png });
    const [first, last] = message['vi'] ?? [];
    expect(first).toMatchObject({
      buttons: [],
      media: { kind: 'photo', fileName: 'tranh.png', mime: 'image/png', sizeBytes: png.length },
    });
    expect(last).toMatchObject({
      media: null,
      buttons: [
        [
          { label: 'Trợ giúp', data: 'help' },
          { label: 'Luật', url: 'https://example.vn/luat' },
        ],
      ],
    });
    const stored = media.get(first?.media?.sha256 ?? '');
    expect(stored).toMatchObject({ mime: 'image/png', fileName: 'tranh.png' });
    expect(Buffer.from(stored?.bytes ?? []).equals(png)).toBe(true);
  });

  it('may be a picture without words', async () => {
    const { message } = await read({ 'loi.md': '---\nphoto: tranh.png\n---\n', 'tranh.png': png });
    expect(message['vi']?.[0]?.body.text).toBe('');
  });

  it('is stored in NFC without a byte-order mark, whatever the editor wrote', async () => {
    const { message } = await read({
      'loi.md': `\uFEFF---\r\nlocale: vi\r\n---\r\n${'Ma túy'.normalize('NFD')}\r\nhai`,
    });
    expect(message['vi']?.[0]?.body.text).toBe('Ma túy\nhai');
  });

  it('says every fault of every file at once, each with its line', async () => {
    const files = {
      'loi.md':
        '---\nlocal: vi\nbuttons:\n  - - { label: A }\n    - { label: B, url: "ftp://x" }\n---\nChào {{ten}}\n\n<b>x</b>\n\n| a | b |\n|---|---|',
      'loi.en.md': '---\nlocale: vn\nphoto: khong-co.png\n---\nHello',
      'trang.md': '---\nlocale: km\n---\n\n',
    };
    expect(await faultsOf(read(files))).toEqual([
      ['loi.md', 2, 'There is no field "local"'],
      ['loi.md', 4, 'A button has exactly one of url and data'],
      ['loi.md', 5, '"ftp://x" is not an http or https address'],
      ['loi.md', 7, 'There is no placeholder {{ten}}'],
      ['loi.md', 9, 'HTML tags cannot be used in a message'],
      ['loi.md', 11, 'A message cannot show a table'],
      ['loi.en.md', 2, '"vn" is not the code of a language'],
      ['trang.md', 4, 'The message says nothing'],
    ]);
  });

  it.each([
    [
      'a head that never closes',
      '---\nlocale: vi\nChào',
      1,
      'The head begins with a line --- but no line --- closes it',
    ],
    ['a head that is no YAML', '---\nlocale: vi\nlocale: en\n---\nChào', 3, 'This line is not valid YAML (column 1)'],
    ['a field of the wrong kind', '---\nbuttons: help\n---\nChào', 2, 'The field "buttons" has to be a list'],
    [
      'two files',
      '---\nphoto: a.png\nvideo: b.mp4\n---\nChào',
      2,
      'A message carries one file only: a photo, a video or a document',
    ],
    ['a file that is not there', '---\nphoto: khong-co.png\n---\nChào', 2, 'The file "khong-co.png" cannot be read'],
    ['a placeholder without a value', 'Chào\n{{place}}', 2, 'There is nothing here to fill {{place}} with'],
    [
      'a text over the limit',
      `a\n\n---\n\n${'ă'.repeat(4097)}`,
      5,
      'The text has 4,097 characters, Telegram takes 4,096',
    ],
    [
      'button data over the limit',
      `---\nbuttons: [[{ label: A, data: ${'ă'.repeat(33)} }]]\n---\na`,
      4,
      'The data of a button has 66 bytes, Telegram takes 64',
    ],
  ])('%s is one clear fault', async (_name, text, line, what) => {
    expect(await faultsOf(read({ 'loi.md': text }))).toContainEqual(['loi.md', line, what]);
  });

  it('with a picture may say less than one without', async () => {
    const text = 'ă'.repeat(1025);
    await read({ 'loi.md': text });
    expect(await faultsOf(read({ 'loi.md': `---\nphoto: tranh.png\n---\n${text}`, 'tranh.png': png }))).toEqual([
      ['loi.md', 4, 'The words beside the file have 1,025 characters, Telegram takes 1,024'],
    ]);
  });

  it('keeps the limits of the channels it is meant for', async () => {
    const text = 'ă'.repeat(2001);
    await read({ 'loi.md': text });
    expect(await faultsOf(read({ 'loi.md': text }, { channels: ['telegram', 'zalo'] }))).toEqual([
      ['loi.md', 1, 'The text has 2,001 characters, Zalo takes 2,000'],
    ]);
  });

  it('that is not UTF-8, or not there, is one clear fault', async () => {
    expect(await faultsOf(read({ 'loi.md': Buffer.from([0x4d, 0xe0, 0x20]) }))).toEqual([
      ['loi.md', null, 'The file is not UTF-8 text'],
    ]);
    expect(await faultsOf(readMessageFiles(['/nowhere/at/all.md'], { locale: 'vi' }))).toEqual([
      ['/nowhere/at/all.md', null, 'Không đọc được tệp này'],
    ]);
  });

  it('in a language that another file has already is a fault', async () => {
    expect(await faultsOf(read({ 'loi.md': 'a', 'loi-2.md': 'b' }))).toEqual([
      ['loi-2.md', null, 'The language vi is already in /tin/loi.md'],
    ]);
  });

  it('fills its placeholders with what is known when the broadcast is created', async () => {
    const { message } = await read({ 'loi.md': 'Chào {{place}}' }, { values: () => ({ place: 'phường Hoa Lư' }) });
    expect(message['vi']?.[0]?.body.text).toBe('Chào phường Hoa Lư');
  });
});
