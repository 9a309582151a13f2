import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../base/errors.js';
import { bomb, docx, pdf, printed } from '../fixtures/build.js';
import type { PlanReading } from '../reading.js';
import { readPlan } from '../readPlan.js';
import { uprightRules } from './pdfTurn.js';

const HEADER = [
  {
    table: [
      ['UBND TỈNH LẠNG SƠN\nSỞ Y TẾ', 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc'],
      ['Số: 88/KH-SYT', 'Lạng Sơn, ngày 02 tháng 3 năm 2027'],
    ],
  },
  'KẾ HOẠCH',
  'Phòng, chống sốt xuất huyết năm 2027',
  'Căn cứ Quyết định số 12/QĐ-BYT ngày 05/01/2027 của Bộ Y tế, Sở Y tế ban hành Kế hoạch như sau:',
];

const brief = (reading: PlanReading) =>
  reading.tasks.map((task) => [
    task.section,
    task.agencies.join(' + '),
    task.with.join(' + '),
    task.deadline?.on ?? task.deadline?.kind ?? null,
  ]);

async function refusalOf(bytes: Uint8Array, name: string): Promise<InputError> {
  const error: unknown = await readPlan(bytes, name).catch((thrown: unknown) => thrown);
  if (!(error instanceof InputError)) throw new Error(`not refused: ${name}`, { cause: error });
  return error;
}

describe('a Word document', () => {
  it('is read with the numbers Word prints and does not keep in the text', async () => {
    const reading = await readPlan(
      docx([
        ...HEADER,
        { text: 'MỤC TIÊU', numId: 1, level: 0 },
        { text: 'Giảm 10% số ca mắc so với năm 2026.', numId: 1, level: 1 },
        { text: 'PHÂN CÔNG NHIỆM VỤ', numId: 1, level: 0 },
        { text: 'Trung tâm Kiểm soát bệnh tật tỉnh', numId: 1, level: 1 },
        { text: 'Giám sát véc tơ hằng tuần, báo cáo Sở Y tế chậm nhất ngày 28 hằng tháng.', numId: 1, level: 2 },
        { text: 'Tập huấn cho tuyến xã, hoàn thành trong tháng 4/2027.', numId: 1, level: 2 },
        { text: 'Đề nghị UBND các xã, phường', numId: 1, level: 1 },
        { text: 'Tổ chức diệt lăng quăng.', numId: 1, level: 3 },
        { text: 'Bố trí kinh phí.', numId: 1, level: 3 },
      ]),
      'a.docx',
    );
    expect(reading).toMatchObject({
      number: '88/KH-SYT',
      issuer: 'Sở Y tế, UBND tỉnh Lạng Sơn',
      place: 'Lạng Sơn',
      issuedOn: '2027-03-02',
      title: 'Phòng, chống sốt xuất huyết năm 2027',
    });
    expect(brief(reading)).toEqual([
      ['II.1.a', 'Trung tâm Kiểm soát bệnh tật tỉnh', '', 'recurring'],
      ['II.1.b', 'Trung tâm Kiểm soát bệnh tật tỉnh', '', '2027-04-30'],
      ['II.2.-1', 'UBND các xã, phường', '', null],
      ['II.2.-2', 'UBND các xã, phường', '', null],
    ]);
    expect(reading.tasks[2]?.mode).toBe('đề nghị');
    expect(reading.targets).toMatchObject([{ value: 10, unit: '%' }]);
  });

  it('has its annex table read in any order of columns, with merged cells, group rows and "nt"', async () => {
    const reading = await readPlan(
      docx([
        ...HEADER,
        'I. TỔ CHỨC THỰC HIỆN',
        '1. Các đơn vị thực hiện theo Phụ lục kèm theo Kế hoạch này./.',
        { table: [['Nơi nhận:\n- Như trên;\n- Lưu: VT.', 'GIÁM ĐỐC']] },
        'PHỤ LỤC',
        'DANH MỤC NHIỆM VỤ',
        '(Kèm theo Kế hoạch số 88/KH-SYT ngày 02/3/2027 của Sở Y tế)',
        {
          table: [
            ['TT', 'Thời hạn', 'Nhiệm vụ', 'Sản phẩm', 'Cơ quan phối hợp', 'Cơ quan chủ trì'],
            [
              { text: 'I', span: 1 },
              { text: 'Truyền thông', span: 5 },
            ],
            [
              '1',
              'Quý II/2027',
              'Xây dựng tờ rơi',
              'Tờ rơi',
              'Sở Giáo dục và Đào tạo, UBND các xã, phường',
              'Phòng Nghiệp vụ Y',
            ],
            [
              '2',
              { text: '30/6/2027', merge: 'restart' },
              'Mở chuyên mục trên báo',
              '',
              '',
              'Báo và Đài Phát thanh - Truyền hình tỉnh',
            ],
            ['3', { text: '', merge: 'continue' }, 'Phát thanh tại cơ sở', '', '', 'nt'],
            [
              { text: 'II', span: 1 },
              { text: 'Giám sát', span: 5 },
            ],
            [
              '4',
              'Thường xuyên',
              'Giám sát ca bệnh',
              'Báo cáo',
              'Trạm Y tế các xã',
              'Trung tâm Y tế khu vực\nBệnh viện đa khoa tỉnh',
            ],
            ['5', '12/2027', 'Tổng kết kế hoạch', 'Báo cáo tổng kết', '', 'Văn phòng Sở'],
          ],
        },
      ]),
      'a.docx',
    );
    expect(brief(reading).slice(1)).toEqual([
      ['Phụ lục.1', 'Phòng Nghiệp vụ Y', 'Sở Giáo dục và Đào tạo + UBND các xã, phường', '2027-06-30'],
      ['Phụ lục.2', 'Báo và Đài Phát thanh - Truyền hình tỉnh', '', '2027-06-30'],
      ['Phụ lục.3', 'Báo và Đài Phát thanh - Truyền hình tỉnh', '', '2027-06-30'],
      ['Phụ lục.4', 'Trung tâm Y tế khu vực + Bệnh viện đa khoa tỉnh', 'Trạm Y tế các xã', 'ongoing'],
      ['Phụ lục.5', 'Văn phòng Sở', '', '2027-12-31'],
    ]);
    expect(reading.tasks.at(-1)?.deliverable).toBe('báo cáo');
  });
});

describe('a PDF with a text layer', () => {
  it('has its lines joined into paragraphs and its page numbers dropped', async () => {
    const reading = await readPlan(
      pdf([
        printed([
          'KẾ HOẠCH',
          'Bảo đảm an toàn giao thông năm 2027',
          ' I. PHÂN CÔNG NHIỆM VỤ',
          ' 1. Công an tỉnh',
          ' - Tuần tra, kiểm soát trên các tuyến đường, xử lý nghiêm người điều khiển',
          'phương tiện vi phạm; báo cáo UBND tỉnh trước ngày 15/12/2027.',
        ]),
        printed(['2', ' 2. Sở Xây dựng: Rà soát các điểm đen, hoàn thành chậm nhất ngày 30 tháng 6', 'năm 2027./.']),
      ]),
      'a.pdf',
    );
    expect(brief(reading)).toEqual([
      ['I.1.-1', 'Công an tỉnh', '', '2027-12-15'],
      ['I.2', 'Sở Xây dựng', '', '2027-06-30'],
    ]);
    expect(reading.tasks[0]?.text).toContain('điều khiển phương tiện');
  });

  it("is read from Node's own Buffer, which is what a file comes in", async () => {
    const bytes = pdf([
      printed(['KẾ HOẠCH', 'Trực tết', ' I. PHÂN CÔNG NHIỆM VỤ', ' 1. Công an xã: tuần tra, canh gác suốt đêm.']),
    ]);
    const reading = await readPlan(Buffer.from(bytes), 'a.pdf');
    expect(brief(reading)).toEqual([['I.1', 'Công an xã', '', null]]);
    // The bytes still belong to whoever gave them.
    expect((await readPlan(bytes, 'a.pdf')).tasks).toHaveLength(1);
  });

  it('is refused with one line when it is a scan or has a password', async () => {
    expect((await refusalOf(pdf([[], []]), 'a.pdf')).code).toBe('plan-scanned');
    const locked = pdf(
      [printed(['x'])],
      '/Encrypt << /Filter /Standard /V 1 /R 2 /O (01234567890123456789012345678901) /U (01234567890123456789012345678901) /P -4 >> /ID [<00> <00>]',
    );
    expect((await refusalOf(locked, 'a.pdf')).code).toBe('plan-encrypted');
  });
});

it('a PDF page set on its side is read like one that stands', async () => {
  const lines = [
    'KẾ HOẠCH',
    'Chuyển đổi số năm 2027',
    ' I. TỔ CHỨC THỰC HIỆN',
    ' 1. Sở Y tế: lập hồ sơ, xong trước ngày 30/6/2027.',
  ];
  const page = printed(lines).map((one) => ({ ...one, y: one.y - 300 }));
  const turned = await readPlan(pdf([page.map((one) => ({ ...one, turned: true }))]), 'a.pdf');
  expect(turned).toEqual(await readPlan(pdf([page]), 'a.pdf'));
  expect(brief(turned)).toEqual([['I.1', 'Sở Y tế', '', '2027-06-30']]);
});

it('rules turn with the text', () => {
  const rule = { across: true, at: 10, from: 2, to: 5 };
  expect(uprightRules([rule], 1)).toEqual([{ across: false, at: 10, from: -5, to: -2 }]);
  expect(uprightRules([rule], 3)).toEqual([{ across: false, at: -10, from: 2, to: 5 }]);
  for (const quarters of [0, 1, 2, 3] as const) {
    const back = ((4 - quarters) % 4) as 0 | 1 | 2 | 3;
    expect(uprightRules(uprightRules([rule], quarters), back)).toEqual([rule]);
  }
});

it('a web page is read with its merged cells and without its menus', async () => {
  const reading = await readPlan(
    strToU8(`<html><head><title>x</title></head><nav>Đăng nhập</nav><body><p>KẾ HOẠCH</p><p>Chuyển đổi số năm 2027</p><p><b>I. TỔ CHỨC THỰC HIỆN</b></p>
    <table><tr><th>Nội dung</th><th>Đơn vị chủ trì</th><th>Thời gian hoàn thành</th></tr>
    <tr><td>Lập hồ sơ cấp độ</td><td rowspan="2">Sở Khoa học và Công nghệ</td><td>Quý I/2027</td></tr><tr><td>Diễn tập</td><td>10/2027</td></tr></table></body></html>`),
    'a.html',
  );
  expect(brief(reading)).toEqual([
    ['I.1', 'Sở Khoa học và Công nghệ', '', '2027-03-31'],
    ['I.2', 'Sở Khoa học và Công nghệ', '', '2027-10-31'],
  ]);
});

describe('a file that cannot be read', () => {
  it.each<[string, () => Uint8Array, string, string]>([
    ['is empty', () => new Uint8Array(), 'a.docx', 'plan-empty'],
    ['is 50 MB', () => new Uint8Array(50 * 1024 * 1024).fill(65), 'a.txt', 'plan-too-big'],
    [
      'is a spreadsheet renamed .docx',
      () => zipSync({ 'xl/workbook.xml': strToU8('<workbook/>'), '[Content_Types].xml': strToU8('<Types/>') }),
      'a.docx',
      'plan-not-docx',
    ],
    [
      'is an old Word file',
      () => Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
      'a.docx',
      'plan-old-word',
    ],
    ['is a zip bomb', () => bomb(80 * 1024 * 1024), 'a.docx', 'plan-bomb'],
    ['holds one text without end', () => docx([`I. TỔ CHỨC THỰC HIỆN ${'a '.repeat(600_000)}`]), 'a.docx', 'plan-bomb'],
    [
      'holds more text than any plan',
      () => docx(Array.from({ length: 450 }, () => 'Công an tỉnh '.repeat(750))),
      'a.docx',
      'plan-too-big',
    ],
    ['nests without end', () => strToU8('<div>'.repeat(50_000)), 'a.html', 'plan-bomb'],
    [
      'is cut off',
      () => docx(['I. TỔ CHỨC THỰC HIỆN', '1. Công an tỉnh: tuyên truyền.']).slice(0, 400),
      'a.docx',
      'plan-damaged',
    ],
    [
      'has an expanding entity',
      () => zipSync({ 'word/document.xml': strToU8('<!DOCTYPE a [<!ENTITY b "bbbb">]><w:document>&b;</w:document>') }),
      'a.docx',
      'plan-damaged',
    ],
    ['is no text', () => Uint8Array.from([0, 1, 2, 3]), 'a.txt', 'plan-unknown-format'],
    [
      'is in an old Vietnamese encoding',
      () => Uint8Array.from([0x4b, 0xd5, 0x20, 0xa8, 0xe4]),
      'a.txt',
      'plan-not-utf8',
    ],
    ['is of an unknown kind', () => strToU8('I. x'), 'a.odt', 'plan-unknown-format'],
    [
      'names no agency',
      () => strToU8('KẾ HOẠCH\nHọc tập\nI. NỘI DUNG\n1. Đọc sách mỗi ngày.\n2. Chạy bộ.'),
      'a.txt',
      'plan-no-agency',
    ],
  ])('that %s gets one line with its remedy, without name or text', async (_, bytes, name, code) => {
    const error = await refusalOf(bytes(), name);
    expect(error.code).toBe(code);
    expect(error.faults).toHaveLength(1);
    expect(error.faults[0]?.mend).not.toBe('');
    expect(error.message.split('\n')).toHaveLength(1);
    expect(error.message).not.toContain(name);
  });
});

describe('a secrecy stamp', () => {
  const plan = [
    'KẾ HOẠCH',
    'Bảo vệ mục tiêu',
    'I. TỔ CHỨC THỰC HIỆN',
    '1. Công an tỉnh: giữ bí mật nhà nước, bảo mật thông tin.',
  ];
  it.each(['MẬT', 'TỐI MẬT', 'TUYỆT MẬT', 'T Ố I M Ậ T', 'Độ mật: Mật', 'MẬT'.normalize('NFD')])(
    '%s in the header is refused',
    async (stamp) => {
      expect((await refusalOf(strToU8([stamp, ...plan].join('\n')), 'a.txt')).code).toBe('plan-classified');
      expect((await refusalOf(docx(plan, stamp), 'a.docx')).code).toBe('plan-classified');
      expect((await refusalOf(docx([{ table: [[`Số: 1/KH\n${stamp}`, 'x']] }, ...plan]), 'a.docx')).code).toBe(
        'plan-classified',
      );
      expect((await refusalOf(strToU8(`Số: 12/KH-CAT        ${stamp}\n${plan.join('\n')}`), 'a.txt')).code).toBe(
        'plan-classified',
      );
    },
  );

  it('is not seen in "bí mật" and "bảo mật" of running text', async () => {
    expect((await readPlan(strToU8(plan.join('\n')), 'a.txt')).tasks).toHaveLength(1);
  });
});
