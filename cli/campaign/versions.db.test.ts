import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CommandLine, startCommandLine } from '../../test/support/commandLine.js';

const TET = 'truoc-tet';
let loa: CommandLine;
let folder: string;

beforeAll(async () => {
  loa = await startCommandLine();
  folder = mkdtempSync(join(tmpdir(), 'loa-versions-'));
  loa.clockShows('2026-11-22T08:00:00+07:00');
}, 60_000);
afterAll(async () => {
  await loa.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Every file below a folder with its bytes. */
const bytesBelow = (root: string): [string, string][] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry): [string, string] => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(root.length + 1), readFileSync(path).toString('base64')];
    })
    .sort();

const original = join('content', 'campaigns', TET);
const as = ['--as', 'an'];
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

it('exports a campaign and imports it again byte for byte, as one version', async () => {
  await loa.json('campaign', 'export', TET, '--out', join(folder, 'out'));
  expect(bytesBelow(join(folder, 'out', TET))).toEqual(bytesBelow(original));
  const first = await loa.json<{ number: number; hash: string; existed: boolean }>(
    'campaign',
    'import',
    join(folder, 'out'),
    '--place',
    '38',
    ...as,
  );
  expect(first).toMatchObject({ number: 1, existed: false, inUse: false, campaign: TET, place: '38', createdBy: 'an' });
  const again = await loa.json('campaign', 'import', join(folder, 'out', TET), '--place', '38', ...as);
  expect(again).toMatchObject({ number: 1, existed: true, hash: first.hash });
  await loa.json('campaign', 'export', TET, '--place', '38', '--version', '1', '--out', join(folder, 'back'));
  expect(bytesBelow(join(folder, 'back', TET))).toEqual(bytesBelow(original));
});

it('overwrites nothing when it exports', async () => {
  const { code, err } = await loa.run('campaign', 'export', TET, '--out', join(folder, 'out'));
  expect([code, err]).toEqual([2, expect.stringContaining(`Trong ${join(folder, 'out', TET)} đã có tệp`)]);
  expect(bytesBelow(join(folder, 'out', TET))).toEqual(bytesBelow(original));
});

it('keeps an edited copy of a place as its next version, says what changed by day and language, and leaves the original', async () => {
  const text = file(
    'loi.md',
    '# Dọn nhà đón Tết\n\nThưa bà con Thanh Hóa, Tết này mình giữ cho nhau.\n\nViệc cần làm: tối nay, cả nhà hẹn nhau một câu từ chối.\n',
  );
  const before = bytesBelow(original);
  const edited = await loa.json(
    'campaign',
    'edit',
    TET,
    '--place',
    '38',
    '--item',
    '01-don-tet',
    '--text',
    text,
    ...as,
  );
  expect(edited).toMatchObject({ number: 2, inUse: false });
  expect(bytesBelow(original)).toEqual(before);
  const { changes } = await loa.json<{
    changes: { day: string; item: string; language: string; lines: { sign: string; text: string }[] }[];
  }>('campaign', 'diff', TET, '--place', '38');
  expect(changes.map(({ day, item, language }) => [day, item, language])).toEqual([['tet-8', '01-don-tet', 'vi']]);
  // The picture and the buttons of the old text stay.
  expect(changes[0]?.lines.map(({ text: line }) => line).filter((line) => /photo|label/.test(line))).toEqual([]);
  expect(changes[0]?.lines).toContainEqual({ sign: '+', text: 'Thưa bà con Thanh Hóa, Tết này mình giữ cho nhau.' });
  const { out } = await loa.run('campaign', 'diff', TET, '--place', '38');
  expect(out).toContain('tet-8 · 01-don-tet · vi\n');
});

it('edits day, hour and theme without touching another line of the file', async () => {
  const asks = ['--item', '02-xe-ve-que', '--date', 'tet-6', '--time', '17:45'];
  expect(await loa.json('campaign', 'edit', TET, '--place', '38', ...asks, ...as)).toMatchObject({ number: 3 });
  const { changes } = await loa.json<{ changes: { file: string; lines: { text: string }[] }[] }>(
    'campaign',
    'diff',
    TET,
    '--place',
    '38',
    '--from',
    '2',
    '--to',
    '3',
  );
  expect(changes.map((change) => change.file)).toEqual(['02-xe-ve-que/message.yaml']);
  expect(changes[0]?.lines.map(({ text }) => text)).toEqual(expect.arrayContaining(['date: tet-6']));
  const { code, err } = await loa.run('campaign', 'edit', TET, '--place', '38', '--theme', 'Chung tay', ...as);
  expect([code, err]).toEqual([2, expect.stringMatching(/truoc-tet@38\.3\/campaign\.yaml:\d+: /)]);
});

it('refuses to keep what the linter minds, with file, line and remedy, and keeps nothing of it', async () => {
  const text = file('xau.md', 'Việc cần làm: bà con tránh xa con nghiện.\n');
  const { code, err } = await loa.run(
    'campaign',
    'edit',
    TET,
    '--place',
    '38',
    '--item',
    '01-don-tet',
    '--text',
    text,
    ...as,
  );
  expect(code).toBe(2);
  expect(err).toContain(
    'truoc-tet@38.3/01-don-tet/vi.md:7: Không dùng từ "con nghiện" với người dân. Nên viết: người cần hỗ trợ.',
  );
  expect(await loa.json<unknown[]>('campaign', 'versions', TET)).toHaveLength(3);
});

it.each<[string, (root: string) => void, RegExp]>([
  [
    'a link',
    (root) => symlinkSync('/etc/passwd', join(root, '01-don-tet', 'x.txt')),
    /x\.txt: Đây không phải là tệp thường/,
  ],
  [
    'a picture outside',
    (root) => writeFileSync(join(root, '01-don-tet', 'vi.md'), '---\nphoto: ../../x.png\n---\nMời bà con.\n'),
    /vi\.md:2: Tệp "\.\.\/\.\.\/x\.png" nằm ngoài/,
  ],
  ['a folder too deep', (root) => mkdirSync(join(root, '01-don-tet', 'a')), /01-don-tet\/a: Tên hoặc chỗ đặt/],
  [
    'a file too large',
    (root) => writeFileSync(join(root, 'x.bin'), Buffer.alloc(6_000_000)),
    /x\.bin: Tệp nặng 5\.860 KB/,
  ],
  [
    'a picture that is none',
    (root) => writeFileSync(join(root, '01-don-tet', 'tranh.png'), 'x'),
    /vi\.md:2: Không nhận ra dạng của tệp "tranh\.png"/,
  ],
  ['a missing language', (root) => rmSync(join(root, '01-don-tet', 'en.md')), /01-don-tet\/en\.md: Thiếu bản en/],
  [
    'a missing source',
    (root) => writeFileSync(join(root, '01-don-tet', 'message.yaml'), 'date: tet-8\ntime: "07:30"\naudience: all\n'),
    /message\.yaml:1: Thiếu mục "sources"/,
  ],
])('imports nothing at all of a folder with %s', async (_what, spoil, said) => {
  const root = join(folder, 'broken', TET);
  rmSync(root, { recursive: true, force: true });
  cpSync(original, root, { recursive: true });
  spoil(root);
  const { code, err } = await loa.run('campaign', 'import', root, '--place', '38', ...as);
  expect([code, err]).toEqual([2, expect.stringMatching(said)]);
  expect(await loa.json<unknown[]>('campaign', 'versions', TET)).toHaveLength(3);
  expect(await loa.db.prisma.campaignVersion.count()).toBe(3);
});

it('schedules the version that its place chose, for the place and all below it, and records by hash what was scheduled', async () => {
  const texts = async (place: string) =>
    (
      await loa.json<{ version: number | null; items: { text: string }[] }>(
        'campaign',
        'preview',
        TET,
        '--place',
        place,
      )
    ).items
      .map(({ text }) => text)
      .join();
  expect(await texts('38')).not.toContain('Thanh Hóa, Tết này');
  await loa.json('campaign', 'use', TET, '--place', '38', '--version', '2', ...as);
  expect(await texts('14758')).toContain('Thanh Hóa, Tết này');
  expect(await texts('01')).not.toContain('Thanh Hóa, Tết này');
  const done = await loa.json<{ version: number; hash: string; broadcasts: { id: string }[] }>(
    'campaign',
    'schedule',
    TET,
    '--place',
    '38',
    ...as,
  );
  expect(done.version).toBe(2);
  const rows = await loa.db.prisma.broadcast.findMany({ where: { campaign: TET } });
  expect(rows).toHaveLength(8);
  expect(new Set(rows.map(({ campaignHash }) => campaignHash))).toEqual(new Set([done.hash]));
  expect(JSON.stringify(rows.find(({ campaignItem }) => campaignItem === '01-don-tet')?.message)).toContain(
    'Thanh Hóa, Tết này',
  );
  await loa.json('broadcast', 'approve', done.broadcasts[0]?.id ?? '', '--as', 'binh');
  const [, second] = await loa.json<{ scheduled: number; approved: number; inUse: boolean; hash: string }[]>(
    'campaign',
    'versions',
    TET,
  );
  expect(second).toMatchObject({ scheduled: 8, approved: 1, inUse: true, hash: done.hash });
  // Another version does not silently replace what two people have before them.
  const again = await loa.run('campaign', 'schedule', TET, '--place', '38', '--version', '3', ...as);
  expect(again.out).toContain('đã tạo trước đó từ bản khác');
});

it('makes no draft of words that are never said, nor of law out of force, whoever composes them', async () => {
  const bad = file('tin.md', 'Chào bà con.\n\nTránh xa ma tuý, theo Luật 73/2021/QH14.\n');
  const { code, err } = await loa.run('broadcast', 'create', '--text', bad, '--audience', 'all', ...as);
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(
      /tin\.md:3: Không dùng từ "ma tuý"[\s\S]*tin\.md:3: Luật Phòng, chống ma túy 73\/2021\/QH14 hết hiệu lực từ ngày 1\/7\/2026/,
    ),
  ]);
});

it('schedules nothing of a campaign that is over, and says where its days stand', async () => {
  const { code, err } = await loa.run('campaign', 'schedule', TET, '--year', '2026', '--place', '01', ...as);
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/truoc-tet\/campaign\.yaml:\d+: Chiến dịch của năm 2026 đã qua\. Dùng --year 2027/),
  ]);
  const linted = await loa.run('campaign', 'lint', TET, '--year', '2026', '--json');
  expect(linted.code).toBe(2);
  expect(JSON.parse(linted.out)).toMatchObject({
    faults: [
      {
        file: expect.stringContaining('campaign.yaml'),
        line: expect.any(Number),
        what: expect.any(String),
        mend: expect.any(String),
      },
    ],
  });
});

it('lets nobody keep a version for a place that is not theirs', async () => {
  await loa.run('staff', 'add', 'Hoa', '--role', 'author', '--place', '14758');
  const { code, err } = await loa.run('campaign', 'copy', TET, '--place', '01', '--as', 'Hoa');
  expect([code, err]).toEqual([2, expect.stringContaining('Hoa')]);
  expect((await loa.run('campaign', 'copy', TET, '--as', 'Hoa')).code).toBe(2);
  expect(
    await loa.json('campaign', 'copy', TET, '--place', '14758', '--note', 'bản của phường', '--as', 'Hoa'),
  ).toMatchObject({ number: 1, place: '14758', note: 'bản của phường' });
  expect((await loa.run('audit', 'verify')).code).toBe(0);
});
