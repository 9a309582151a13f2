import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CommandLine, startCommandLine } from '../../test/support/commandLine.js';
import { docxText, expectInOrder } from '../../test/support/docxText.js';
import { writeTogether } from '../writeTogether.js';

const JUNE = 'thang-hanh-dong-06';
let line: CommandLine;
let folder: string;

beforeAll(async () => {
  line = await startCommandLine();
  line.clockShows('2027-05-20T09:00:00+07:00');
});
afterAll(() => line.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-relay-out-'));
  return () => rmSync(folder, { recursive: true, force: true });
});

const relay = (...more: string[]) => line.run('campaign', 'relay', JUNE, '--place', '14758', '--out', folder, ...more);

describe('campaign relay', () => {
  it('writes a ZIP and a paper for the week of a day, the same bytes whenever it is asked', async () => {
    expect(await relay('--week', '2027-06-09')).toMatchObject({ code: 0 });
    const name = `${JUNE}-14758-2027-06-07`;
    expect(readdirSync(folder).sort()).toEqual([`${name}.docx`, `${name}.zip`]);
    const first = readFileSync(join(folder, `${name}.zip`));
    line.clockShows('2027-05-21T10:00:00+07:00');
    await relay('--week', '2027-06-07');
    expect(readFileSync(join(folder, `${name}.zip`)).equals(first)).toBe(true);
    const files = unzipSync(new Uint8Array(first));
    expect(Object.keys(files)).toHaveLength(20 - 1);
    expect(files[`${name}.docx`]).toEqual(new Uint8Array(readFileSync(join(folder, `${name}.docx`))));
    const text = (path: string) => new TextDecoder().decode(files[path]);
    expect(text('1-loa-truyen-thanh/2027-06-08-17h00.txt')).toContain('Kính thưa bà con phường Hàm Rồng.');
    expect(text('3-sms/tin-nhan.txt')).toContain('Không mua, không nhận tinh dầu thuốc lá điện tử trôi nổi.\n');
    expect(text('4-cong-thong-tin-facebook/bai-dang.txt')).toContain('Nguồn:\n- ');
    expect(files['2-nhom-zalo/2027-06-07-07-thuoc-la-dien-tu.png']?.subarray(1, 4)).toEqual(
      new TextEncoder().encode('PNG'),
    );
  });

  it('writes a paper that opens, with everything that is relayed in its order', async () => {
    await relay('--week', '2027-06-07');
    const name = join(folder, `${JUNE}-14758-2027-06-07`);
    const files = unzipSync(new Uint8Array(readFileSync(`${name}.zip`)));
    const lines = (path: string) =>
      new TextDecoder()
        .decode(files[path])
        .split('\n')
        .filter((words) => words !== '');
    const below = (start: string) =>
      Object.keys(files).filter((path) => path.startsWith(start) && path.endsWith('.txt'));
    const flat = (words: string) => words.replaceAll(/\s+/g, ' ');
    const told = flat(docxText(readFileSync(`${name}.docx`)));
    const group = below('2-');
    expect([below('1-').length, group.length]).toEqual([1, 7]);
    expectInOrder(
      told,
      [
        'GÓI TUYÊN TRUYỀN TRONG TUẦN',
        'I. LOA TRUYỀN THANH CƠ SỞ',
        ...below('1-').flatMap(lines),
        'II. NHÓM ZALO',
        ...group.flatMap(lines),
        'III. TIN NHẮN SMS',
        ...lines('3-sms/tin-nhan.txt'),
        'IV. BÀI ĐĂNG CỔNG THÔNG TIN ĐIỆN TỬ VÀ FACEBOOK',
        ...lines('4-cong-thong-tin-facebook/bai-dang.txt').filter((words) => words !== words.toUpperCase()),
        'V. BÁO LẠI SAU KHI CHUYỂN',
        'không cộng vào số tin đã gửi.',
      ].map(flat),
    );
  });

  it('writes every week with --all, and says in JSON what is in each', async () => {
    const said = await line.json<{
      packages: { week: string; readings: { seconds: number }[]; sms: { units: number }[] }[];
    }>(...['campaign', 'relay', JUNE, '--place', 'Phường Hàm Rồng, Thanh Hóa', '--all', '--out', folder]);
    expect(said.packages.map(({ week }) => week)).toHaveLength(5);
    expect(readdirSync(folder)).toHaveLength(10);
    for (const { readings, sms } of said.packages) {
      for (const { seconds } of readings) expect(seconds).toBeLessThanOrEqual(90);
      for (const { units } of sms) expect(units).toBeLessThanOrEqual(70);
    }
  });

  it.each([
    [['--week', '2027-08-01'], 'Tuần có ngày 2027-08-01 không có tin nào của chiến dịch'],
    [['--week', 'tuần sau'], '"tuần sau" không phải là ngày'],
    [[], 'Chưa nói gói cho tuần nào'],
    [['--all', '--language', 'km'], 'Chiến dịch không có bản tiếng "km"'],
  ])('refuses %s with a remedy, and writes nothing', async (more, said) => {
    const { code, err } = await relay(...more);
    expect(code).toBe(2);
    expect(err).toContain(said);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves nothing behind where it cannot write', async () => {
    const taken = join(folder, 'tệp');
    writeFileSync(taken, 'x');
    const { code, err } = await line.run('campaign', 'relay', JUNE, '--place', '14758', '--all', '--out', taken);
    expect([code, err.includes('Không ghi được')]).toEqual([2, true]);
    mkdirSync(join(folder, 'b.zip'));
    const bytes = new Uint8Array([1]);
    await expect(
      writeTogether(
        folder,
        new Map([
          ['a.zip', bytes],
          ['b.zip', bytes],
        ]),
      ),
    ).rejects.toThrow();
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

describe('relayers and relays at the command line', () => {
  it('keep a list by place, invite with codes for one use, and let two people send', async () => {
    const file = join(folder, 'nguoi.csv');
    writeFileSync(
      file,
      'place,role,name,area\n14758,trưởng thôn,Lê Thị Trưởng,Tổ 3\n14758,vua,Ai Đó,\nKhông có,truyền thanh,Bình,\n',
    );
    const imported = await line.run('relayers', 'import', file, '--as', 'an');
    expect(imported.code).toBe(2);
    expect(imported.err).toContain(`nguoi.csv:3`);
    expect(imported.out).toContain('Đã đọc 3 dòng: thêm 1, đã có 0, lỗi 2.');
    expect((await line.run('relayers', 'import', file)).out).toContain('thêm 0, đã có 1');
    await line.run('relayers', 'add', '--place', '14758', '--role', 'loudspeaker', '--name', 'Trần Văn Loa');
    expect((await line.run('relayers', 'add', '--place', '14758', '--role', 'x', '--name', 'A')).code).toBe(2);
    const list = await line.json<{ id: string; role: string; chat: string }[]>('relayers', 'list', '--place', '38');
    expect(list.map(({ role, chat }) => [role, chat])).toEqual([
      ['loudspeaker', 'none'],
      ['village-head', 'none'],
    ]);
    const codes = await line.json<{ code: string }[]>('relayers', 'invite', '--place', '14758');
    expect(codes.map(({ code }) => code.length)).toEqual([14, 14]);
    expect((await line.run('relayers', 'list')).out).toContain('đã mời');
    await line.run('relayers', 'remove', list[0]?.id ?? '');
    expect(await line.json<unknown[]>('relayers', 'list')).toHaveLength(1);

    const made = await line.json<{ id: string; weeks: string[] }>(
      'relays',
      'schedule',
      JUNE,
      '--place',
      '14758',
      '--as',
      'an',
    );
    expect(made.weeks).toHaveLength(5);
    expect((await line.run('relays', 'approve', made.id, '--as', 'an')).code).toBe(2);
    expect((await line.run('relays', 'approve', made.id, '--as', 'binh')).out).toContain(
      'Gói đầu tiên gửi ngày 31/5/2027',
    );
    const again = await line.run('relays', 'schedule', JUNE, '--place', '14758', '--as', 'an');
    expect([again.code, again.err.includes('đã có gói được phê duyệt')]).toEqual([2, true]);
    expect((await line.run('relays', 'list')).out).toContain('đã phê duyệt');
    expect((await line.run('campaign', 'relay-counts', JUNE)).out).toContain('Chưa có gói nào được gửi');
    expect(await line.json('campaign', 'relay-counts', JUNE, '--place', '38')).toMatchObject({
      selfReported: true,
      rows: [],
    });
    await line.run('relays', 'cancel', made.id, '--as', 'binh');
    expect((await line.run('relays', 'list')).out).toContain('Chưa có gói nào');
  });
});
