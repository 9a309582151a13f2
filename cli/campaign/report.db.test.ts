import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readXlsx } from '../../plans/reporting/xlsx/readXlsx.js';
import { packagesOf, recordAnswer } from '../../scheduler/relays/answers.js';
import { relaysDue } from '../../scheduler/relays/run.js';
import { type CommandLine, startCommandLine } from '../../test/support/commandLine.js';
import { testLog } from '../../test/support/database.js';
import { docxText, expectInOrder } from '../../test/support/docxText.js';
import { approvedJune, connectRelayer, JUNE, HAM_RONG as RELAYED } from '../../test/support/relaying.js';
import { testClock } from '../../test/support/testClock.js';

const TET = 'truoc-tet';
const [HAM_RONG, HAC_THANH] = ['14758', '14797'];
let loa: CommandLine;
let folder: string;

interface Row {
  place: string;
  planned: number;
  sent: number;
  unknown: number;
  skipped: number;
  waiting: number;
  failed: number;
  expired: number;
  skippedBy: Record<string, number>;
  optedOut: number;
  quiz: { persons: number; change: number | null } | null;
  pledges: number | null;
}
const reportOf = (...more: string[]) =>
  loa.json<{ places: Row[]; section: string[]; year: number }>('campaign', 'report', TET, ...more);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loa-report-'));
  loa = await startCommandLine();
  loa.clockShows('2026-11-22T08:00:00+07:00');
}, 60_000);
afterAll(async () => {
  await loa.close();
  rmSync(folder, { recursive: true, force: true });
});

it('says that nothing is known before anything was scheduled', async () => {
  const { places, section } = await reportOf('--place', '38');
  expect(places).toEqual([]);
  expect(section).toEqual([
    'Chiến dịch “Một tuần trước Tết: về nhà bình an” năm 2027 chưa có đợt gửi tin nào tại Tỉnh Thanh Hóa.'.replace(
      /“.*”/,
      section[0]?.match(/“.*”/)?.[0] ?? '',
    ),
  ]);
});

it('counts each person once for each message, from the ledger, with every reason that it has', async () => {
  const { broadcasts } = await loa.json<{ broadcasts: { id: string }[] }>(
    'campaign',
    'schedule',
    TET,
    '--place',
    '38',
    '--as',
    'an',
  );
  const id = Number(broadcasts[0]?.id);
  const { pool } = loa.db;
  // Twelve in one ward, three in another.
  await pool.query(
    `insert into contact (id, place, groups, locale) select n, case when n <= 1012 then $1 else $2 end, '{}', 'vi' from generate_series(1001, 1015) n`,
    [HAM_RONG, HAC_THANH],
  );
  await pool.query(
    `insert into delivery (month, broadcast_id, seq, contact_id, channel, state, reason, sent_at)
     select b.month, b.id, n - 1000, n, 'zalo',
            (case n when 1009 then 'unknown' when 1010 then 'failed' when 1011 then 'skipped' when 1012 then 'skipped' when 1015 then 'waiting' else 'sent' end)::delivery_state,
            case n when 1009 then 'timeout' when 1010 then 'refused' when 1011 then 'capped' when 1012 then 'a-reason-of-tomorrow' end,
            case when n < 1009 or n in (1013, 1014) then b.at end
       from broadcast b cross join generate_series(1001, 1015) n where b.id = $1`,
    [id],
  );
  await pool.query(
    `update broadcast set fanned_out_at = at, started_at = at, state = 'running', planned = 15 where id = $1`,
    [id],
  );
  // Tried again for who was missed: one of them got it then.
  await pool.query(
    `insert into broadcast (month, message, audience, created_by, parent_id, campaign, campaign_item, at, until, state, planned, fanned_out_at)
     select month, message, audience, created_by, id, campaign, campaign_item, at, until, 'running', 1, at from broadcast where id = $1`,
    [id],
  );
  await pool.query(
    `insert into delivery (month, broadcast_id, seq, contact_id, channel, state, sent_at)
     select b.month, b.id, 1, 1010, 'zalo', 'sent', b.at from broadcast b where b.parent_id = $1`,
    [id],
  );
  // One who had it stopped a day later; one had stopped long before.
  await pool.query(
    `insert into address (contact_id, channel, external_id, key, state, state_at)
     select n, 'zalo', n::text, decode(md5(n::text), 'hex'), 'opted_out', b.at + (case n when 1001 then interval '1 day' else interval '-9 days' end)
       from broadcast b cross join generate_series(1001, 1002) n where b.id = $1`,
    [id],
  );
  const { places } = await reportOf('--place', '38');
  const byPlace = new Map(places.map((row) => [row.place, row]));
  expect(byPlace.get('38')).toMatchObject({
    planned: 15,
    sent: 11,
    unknown: 1,
    failed: 0,
    skipped: 2,
    waiting: 1,
    optedOut: 1,
    skippedBy: { capped: 1, 'a-reason-of-tomorrow': 1 },
  });
  expect(byPlace.get(HAC_THANH)).toMatchObject({ planned: 3, sent: 2, waiting: 1, optedOut: 0 });
  for (const row of places)
    expect(row.sent + row.unknown + row.failed + row.expired + row.skipped + row.waiting).toBe(row.planned);
  const { out } = await loa.run('campaign', 'report', TET, '--place', '38');
  expect(out).toContain('Bỏ qua vì: a-reason-of-tomorrow 1; đã đủ số tin trong ngày, trong tuần 1.');
  expect(out).toContain('7 đợt chưa bắt đầu: chưa biết số người.');
});

it('shows quizzes and pledges only where ten people stand behind the figure', async () => {
  const give = (from: number, to: number) =>
    loa.db.pool.query(
      `insert into pledge (contact_id, kind, campaign, version, wording, at) select n, 'person', $3, 1, 'x', now() from generate_series($1::int, $2::int) n`,
      [from, to, `${TET}/2027`],
    );
  await give(1001, 1009);
  const pledgesOf = async () => new Map((await reportOf()).places.map((row) => [row.place, row.pledges]));
  expect([...(await pledgesOf()).values()].filter((pledges) => pledges !== null)).toEqual([]);
  await give(1010, 1013);
  const shown = await pledgesOf();
  // One in the other ward: neither it nor what would tell of it by subtraction.
  expect([shown.get(''), shown.get('38'), shown.get(HAM_RONG), shown.get(HAC_THANH)]).toEqual([13, 13, null, null]);
  await loa.db.pool.query(
    `insert into quiz_sitting (contact_id, channel, external_id, quiz, campaign, questions, score, last_update, touched_at, ended_at, expires_at)
     select n, 'zalo', n::text, 'phap-luat', $1, '{a,b,c}', k, n || '-' || k, now(), now() + k * interval '1 day', now() + interval '90 days'
       from generate_series(1001, 1010) n cross join generate_series(1, 2) k`,
    [`${TET}/2027`],
  );
  const { places, section } = await reportOf('--place', '38');
  expect(places.find(({ place }) => place === HAM_RONG)?.quiz).toEqual({ persons: 10, change: 34 });
  expect(places.find(({ place }) => place === HAC_THANH)?.quiz).toBeNull();
  expect(section).toContain(
    'Câu đố: 10 người tham gia; tỷ lệ trả lời đúng lần cuối so với lần đầu: +34 điểm phần trăm.',
  );
  expect(section).toContain('Số lượt dự kiến: 15; số lượt đã đến máy người nhận: 11.');
});

it('writes the table as a workbook and the section as a paper', async () => {
  const [xlsx, docx] = [join(folder, 'a.xlsx'), join(folder, 'a.docx')];
  const { code, out } = await loa.run('campaign', 'report', TET, '--place', '38', '--xlsx', xlsx, '--docx', docx);
  expect(code).toBe(0);
  expect(out).toContain('Phường Hàm Rồng');
  const sheets = JSON.stringify(readXlsx(readFileSync(xlsx)));
  expect(sheets).toContain('Lượt dự kiến');
  expect(readFileSync(docx).subarray(0, 2).toString()).toBe('PK');
});

it('shows what was relayed apart, as self-reported, and adds none of it to what was delivered', async () => {
  const { db } = loa;
  const reportJune = (...more: string[]) =>
    loa.json<{
      year: number;
      places: Row[];
      relays: { selfReported: boolean; rows: Record<string, unknown>[] };
      section: string[];
    }>('campaign', 'report', JUNE, ...more);
  expect((await reportJune()).relays).toEqual({ selfReported: true, rows: [] });
  await approvedJune(db);
  const loud = await connectRelayer(db, { role: 'loudspeaker', name: 'Trần Văn Loa', externalId: '9101' });
  const head = await connectRelayer(db, { role: 'village-head', name: 'Lê Thị Trưởng', externalId: '9102' });
  const clock = testClock();
  clock.set('2027-06-07T09:00:00+07:00');
  expect(await relaysDue(db, { clock, log: testLog })).toMatchObject({ packages: 2 });
  await db.pool.query(
    `insert into delivery (month, broadcast_id, seq, contact_id, state)
     select month, broadcast_id, id, contact_id, 'sent' from relay_package`,
  );
  const tell = async (contactId: number, said: Parameters<typeof recordAnswer>[2]) => {
    const [sent] = await packagesOf(db, contactId, clock.now());
    await recordAnswer(db, sent?.id ?? 0, said, { at: clock.now(), updateKey: `telegram:${contactId}` });
  };
  await tell(loud.contactId, { said: 'broadcast', times: 3, people: null });
  await tell(head.contactId, { said: 'forwarded', times: null, people: 1200 });

  // Nothing was sent to residents: the year is that of the relays, and nobody is counted as reached.
  const before = await reportJune('--place', '38');
  expect([before.year, before.places]).toEqual([2027, []]);
  const { broadcasts } = await loa.json<{ broadcasts: { id: string }[] }>(
    ...['campaign', 'schedule', JUNE, '--year', '2027', '--place', RELAYED.code, '--as', 'an'],
  );
  await db.pool.query(
    `insert into delivery (month, broadcast_id, seq, contact_id, channel, state, sent_at)
     select month, id, 1, 1001, 'zalo', 'sent', at from broadcast where id = $1`,
    [Number(broadcasts[0]?.id)],
  );
  const { places, relays, section } = await reportJune('--place', '38');
  for (const row of places) expect([row.planned, row.sent]).toEqual([1, 1]);
  const [said, none] = [
    { packagesSent: 1, answered: 1 },
    { saidBroadcast: 0, saidForwarded: 0, saidPeople: 0 },
  ];
  expect(relays.selfReported).toBe(true);
  expect(relays.rows).toEqual(
    [
      ['38', 'Tỉnh Thanh Hóa'],
      [RELAYED.code, RELAYED.name],
    ].flatMap(([place, name]) => [
      { ...said, ...none, place, name, channel: 'loudspeaker', saidBroadcast: 3 },
      { ...said, ...none, place, name, channel: 'group', saidForwarded: 1, saidPeople: 1200 },
    ]),
  );
  expect((await reportJune('--year', '2028')).relays.rows).toEqual([]);
  expect((await reportJune('--place', '01')).relays.rows).toEqual([]);
  // Days as an official paper writes them.
  expect(section[0]).toContain('từ ngày 01 tháng 6 năm 2027 đến ngày 30 tháng 6 năm 2027');
  expect(section.slice(-3)).toEqual([
    'Chuyển tiếp ngoài kênh nhắn tin (số do người chuyển tiếp tự báo cáo, ghi riêng, không cộng vào số lượt đã đến): số gói đã gửi đến người chuyển tiếp: 2; số gói có báo lại: 2.',
    'Truyền thanh cơ sở (tự báo cáo): 3 lượt phát.',
    'Nhóm Zalo của thôn, tổ dân phố (tự báo cáo): 1 gói đã chuyển, đến khoảng 1.200 lượt người.',
  ]);

  const [xlsx, docx] = [join(folder, 'june.xlsx'), join(folder, 'june.docx')];
  const { out } = await loa.run('campaign', 'report', JUNE, '--place', '38', '--xlsx', xlsx, '--docx', docx);
  expect(out.slice(out.indexOf('Chuyển tiếp (tự báo cáo)'))).toContain('không cộng vào số lượt đã đến');
  const sheets = readXlsx(readFileSync(xlsx));
  expect(sheets.map(({ name }) => name.slice(0, 26))).toEqual([
    expect.stringMatching(/^1 /),
    '2 Chuyển tiếp (tự báo cáo)',
  ]);
  expect(JSON.stringify(sheets[0])).not.toContain('1200');
  expect(JSON.stringify(sheets[1])).toContain('1200');
  const told = docxText(readFileSync(docx));
  // In their order, and nothing lost of a sentence.
  const wanted = [
    '1. Công tác tuyên truyền',
    ...section,
    'Kết quả theo địa bàn',
    'Lượt dự kiến',
    'Phường Hàm Rồng',
    'Kết quả chuyển tiếp theo địa bàn (tự báo cáo)',
    'Lượt phát (tự báo cáo)',
    'Phường Hàm Rồng',
    'nhóm Zalo',
    '1.200',
  ];
  expectInOrder(told, wanted);
});

it('says of a campaign that there is not which there are', async () => {
  expect(await loa.run('campaign', 'report', 'khong-co')).toMatchObject({
    code: 2,
    err: expect.stringContaining('truoc-tet'),
  });
});
