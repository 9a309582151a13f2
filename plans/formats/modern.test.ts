import { describe, expect, it } from 'vitest';
import { InputError } from '../../base/errors.js';
import { docx } from '../fixtures/build.js';
import { readPlan } from '../readPlan.js';

/** One plan as each of the old keyboards wrote it, typed from their tables and not by our own code. TCVN3 has capitals by its fonts alone. */
const TCVN3 = [
  'ñy ban nh©n d©n tØnh B¾c Ninh',
  'KÕ ho¹ch',
  'Phßng, chèng ma tóy n¨m 2027',
  'I. Tæ chøc thùc hiÖn',
  '1. C«ng an tØnh: Chñ tr×, phèi hîp víi Së Y tÕ vµ c¸c ®¬n vÞ liªn quan tuyªn truyÒn, b¸o c¸o tr­íc ngµy 15/6/2027.',
  '2. ñy ban nh©n d©n c¸c x·, ph­êng: X©y dùng kÕ ho¹ch thùc hiÖn trªn ®Þa bµn.',
];
const VNI = [
  'UÛy ban nhaân daân tænh Baéc Ninh',
  'KEÁ HOAÏCH',
  'Phoøng, choáng ma tuùy naêm 2027',
  'I. TOÅ CHÖÙC THÖÏC HIEÄN',
  '1. Coâng an tænh: Chuû trì, phoái hôïp vôùi Sôû Y teá vaø caùc ñôn vò lieân quan tuyeân truyeàn, baùo caùo tröôùc ngaøy 15/6/2027.',
  '2. UÛy ban nhaân daân caùc xaõ, phöôøng: Xaây döïng keá hoaïch thöïc hieän treân ñòa baøn.',
];
const UNICODE = [
  'Ủy ban nhân dân tỉnh Bắc Ninh',
  'KẾ HOẠCH',
  'Phòng, chống ma túy năm 2027',
  'I. TỔ CHỨC THỰC HIỆN',
  '1. Công an tỉnh: Chủ trì, phối hợp với Sở Y tế và các đơn vị liên quan tuyên truyền, báo cáo trước ngày 15/6/2027.',
  '2. Ủy ban nhân dân các xã, phường: Xây dựng kế hoạch thực hiện trên địa bàn.',
];

const latin1 = (lines: readonly string[]): Uint8Array => Buffer.from(lines.join('\r\n'), 'latin1');

/** Windows-1258 has the letters with a circumflex or breve as one sign, their tones behind them. */
function windows1258(lines: readonly string[]): Uint8Array {
  const signs = new Map([
    ...['ă\u00e3', 'Ă\u00c3', 'đ\u00f0', 'Đ\u00d0', 'ơ\u00f5', 'Ơ\u00d5', 'ư\u00fd', 'Ư\u00dd'].map(
      (pair) => [pair.charAt(0), pair.charCodeAt(1)] as const,
    ),
    ['\u0300', 0xcc],
    ['\u0309', 0xd2],
    ['\u0303', 0xde],
    ['\u0301', 0xec],
    ['\u0323', 0xf2],
  ]);
  const apart = lines
    .join('\r\n')
    .normalize('NFD')
    .replace(/([aeoAEO])(\u0323?)\u0302/gu, (_, base: string, dot: string) => `${base}\u0302`.normalize('NFC') + dot)
    .replace(/([aA])(\u0323?)\u0306/gu, (_, base: string, dot: string) => `${base}\u0306`.normalize('NFC') + dot)
    .replace(/([oOuU])(\u0323?)\u031b/gu, (_, base: string, dot: string) => `${base}\u031b`.normalize('NFC') + dot);
  return Uint8Array.from(apart, (sign) => signs.get(sign) ?? sign.charCodeAt(0));
}

function utf16(lines: readonly string[], big: boolean, mark: boolean): Uint8Array {
  const bytes = Buffer.from((mark ? '\ufeff' : '') + lines.join('\r\n'), 'utf16le');
  return big ? bytes.swap16() : bytes;
}

async function brief(bytes: Uint8Array, name: string) {
  const { title, issuer, tasks } = await readPlan(bytes, name);
  return {
    title,
    issuer,
    tasks: tasks.map((task) => [task.agencies.join().toLowerCase(), task.with, task.deadline?.on, task.text]),
  };
}

describe('a document of before Unicode', () => {
  it.each([
    ['TCVN3 text', () => latin1(TCVN3), 'a.txt'],
    ['VNI text', () => latin1(VNI), 'a.txt'],
    ['Windows-1258 text', () => windows1258(UNICODE), 'a.txt'],
    ['UTF-16 text', () => utf16(UNICODE, false, true), 'a.txt'],
    ['UTF-16 text, the other way round', () => utf16(UNICODE, true, true), 'a.txt'],
    ['UTF-16 text without its mark', () => utf16(UNICODE, false, false), 'a.txt'],
    ['a Word document in TCVN3 fonts', () => docx(TCVN3), 'a.docx'],
    ['a Word document in VNI fonts', () => docx(VNI), 'a.docx'],
    ['a Word document in both', () => docx([...UNICODE.slice(0, 5), ...TCVN3.slice(5)]), 'a.docx'],
  ])('%s is read like the same in Unicode', async (_, bytes, name) => {
    const wanted = await brief(Buffer.from(UNICODE.join('\n')), 'a.txt');
    expect(wanted.tasks).toHaveLength(2);
    const found = await brief(bytes(), name);
    expect(found.tasks).toEqual(wanted.tasks);
    expect(found.title?.toLowerCase()).toBe(wanted.title?.toLowerCase());
  });

  it.each([
    ['TCVN3', ['TèI MËT', ...TCVN3]],
    ['VNI', ['TOÁI MAÄT', ...VNI]],
  ])('bearing a secrecy stamp in %s is refused as secret', async (_, lines) => {
    await expect(readPlan(docx(lines), 'a.docx')).rejects.toMatchObject({ code: 'plan-classified' });
    await expect(readPlan(latin1(lines), 'a.txt')).rejects.toMatchObject({ code: 'plan-classified' });
  });

  it('in signs that no table makes Vietnamese is refused with one line, not read as noise', async () => {
    const noise = docx(['I. T¸æ ch¹µ', '1. Cµ«¸¹ ®¹¸µ «¬¸ ¹®µ ®¬«¸ ¹µ', '2. ¹¸®x ®¬¸y «¹µz']);
    const error: unknown = await readPlan(noise, 'a.docx').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code: 'plan-not-utf8' });
  });

  it('leaves a Unicode document alone that quotes a foreign name', async () => {
    const { tasks } = await readPlan(
      Buffer.from([...UNICODE, '3. Sở Ngoại vụ: liên hệ Viện Français, São Paulo, Malmö.'].join('\n')),
      'a.txt',
    );
    expect(tasks.at(-1)?.text).toContain('Français, São Paulo, Malmö');
  });
});
