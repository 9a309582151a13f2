import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../base/clock.js';
import { formatFault } from '../../base/errors.js';
import { translator } from '../../content/i18n.js';
import type { Database } from '../../prisma/database.js';
import { freshDatabase } from '../../test/support/database.js';
import { refusalOf } from '../../test/support/refusal.js';
import { listAgencies } from '../agencies/agency.js';
import { closeAgency } from '../agencies/closeAgency.js';
import { importAgencies } from '../agencies/importAgencies.js';
import { countAudience } from '../audience/countAudience.js';
import { parseAudience } from '../audience/parseAudience.js';
import { inTransaction } from '../inTransaction.js';
import { joinContact } from '../joinContact.js';
import { optOut } from '../optOut.js';
import { syncPlaces } from '../syncPlaces.js';
import { acceptInvite, peekInvite } from './acceptInvite.js';
import { handOver } from './handOver.js';
import { importOfficials } from './importOfficials.js';
import { makeInvites, normalizeCode } from './invite.js';
import { listOfficials } from './official.js';

const SECRET = 'a secret of tests';
const AT = new Date('2027-03-10T02:00:00Z');
const AGENCIES =
  'name,place,parent,aliases\nCông an tỉnh,33,,Công an tỉnh HY;CA tỉnh\nSở Y tế,Hưng Yên,,\nPhòng PC04,33,Công an tỉnh,\n';
const OFFICIALS =
  'agency,name,position,phone,role\nCông an tỉnh,Nguyễn Văn A,Phó Trưởng phòng,0912345678,focal\nCA tỉnh,Trần Thị B,Giám đốc,+84 912 345 679,lãnh đạo\nSở Y tế,Lê C,Chuyên viên,,đầu mối\n';
let db: Database;
let folder: string;

beforeAll(async () => {
  db = await freshDatabase();
  await syncPlaces(db);
  folder = mkdtempSync(join(tmpdir(), 'loa-officials-'));
});
beforeEach(() =>
  db.pool.query(
    'truncate agency, official, invite, contact, address, consent, suppression, task_agency restart identity',
  ),
);
afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});

async function importing(what: 'agencies' | 'officials', text: string) {
  const file = join(folder, `${what}.csv`);
  writeFileSync(file, text);
  const faults: string[] = [];
  const onFault = (fault: Parameters<typeof formatFault>[0]) =>
    void faults.push(formatFault(fault).replace(`${folder}/`, ''));
  const counts =
    what === 'agencies'
      ? await importAgencies(db, file, onFault, 'en')
      : await importOfficials(db, SECRET, file, onFault, 'en');
  return { ...counts, faults };
}

async function begin(): Promise<void> {
  await importing('agencies', AGENCIES);
  await importing('officials', OFFICIALS);
}

async function inviting(ids: number[], days = 14): Promise<string[]> {
  const by = { name: 'Lan', at: AT, expiresAt: new Date(AT.getTime() + days * 24 * HOUR_MS), random: randomBytes };
  return (await inTransaction(db, (client) => makeInvites(client, SECRET, ids, by))).map(({ code }) => code);
}

const accept = (code: string, externalId = '1001', at = AT) =>
  acceptInvite(db, SECRET, { channel: 'telegram', externalId, code, wording: 'Tôi đồng ý', locale: 'vi', at });
const official = async (name: string) => (await listOfficials(db, SECRET, AT)).find((one) => one.name === name);

describe('a list of agencies', () => {
  it('is imported with parents and aliases, and the same list again changes nothing', async () => {
    expect(await importing('agencies', AGENCIES)).toEqual({ rows: 3, created: 3, known: 0, bad: 0, faults: [] });
    expect(await importing('agencies', AGENCIES.replace('Công an tỉnh,33', 'CÔNG AN TỈNH HƯNG YÊN,33'))).toMatchObject({
      created: 0,
      known: 3,
    });
    const agencies = await listAgencies(db, '33');
    expect(agencies.map(({ name, kind }) => [name, kind])).toEqual(
      expect.arrayContaining([
        ['Công an tỉnh', 'department'],
        ['Phòng PC04', 'department'],
        ['Sở Y tế', 'department'],
      ]),
    );
    expect(agencies.find((one) => one.name === 'Phòng PC04')?.parentId).toBe(
      agencies.find((one) => one.name === 'Công an tỉnh')?.id,
    );
  });

  it('says for each bad row where, what and how; the good rows stay', async () => {
    const { faults, ...counts } = await importing(
      'agencies',
      'name;place;parent\nSở Y tế;33;\nSở Nội vụ;Không Đâu;\n;33;\nPhòng X;33;Sở Không Có\n"Sở;33;\n',
    );
    expect(counts).toEqual({ rows: 5, created: 2, known: 0, bad: 4 });
    expect(faults).toEqual([
      expect.stringMatching(/^agencies\.csv:3: “Không Đâu” is no place's code/),
      expect.stringMatching(/^agencies\.csv:4: The name is malformed/),
      expect.stringMatching(/^agencies\.csv:6: The quotation marks are wrong/),
      expect.stringMatching(/^agencies\.csv:5: No agency “Sở Không Có”/),
    ]);
    expect(await refusalOf(importing('agencies', 'ten,noi\nSở Y tế,33\n'))).toBe('bad-contacts-file');
  });

  it('gives the work of a closed agency to its successor, whom its name means from then on', async () => {
    await begin();
    const [police, health] = await Promise.all(
      ['Công an tỉnh', 'Sở Y tế'].map(
        async (name) => (await listAgencies(db, '33')).find((one) => one.name === name)?.id ?? 0,
      ),
    );
    await db.pool.query(
      `insert into task_agency (task_id, role, ordinal, printed, body_key, agency_id) values (1, 'lead', 0, 'x', 'x', $1), (2, 'lead', 0, 'x', 'x', $1), (2, 'lead', 0, 'x', 'x', $2)`,
      [health, police],
    );
    await inTransaction(db, (client) => closeAgency(client, health ?? 0, police ?? 0, AT));
    const { rows } = await db.pool.query('select task_id, agency_id from task_agency order by task_id');
    expect(rows).toEqual([
      { task_id: 1, agency_id: police },
      { task_id: 2, agency_id: police },
    ]);
  });
});

describe('a list of officials', () => {
  it('is imported by agency or alias; telephone numbers are sealed, and only their ends are shown', async () => {
    await importing('agencies', AGENCIES);
    expect(await importing('officials', OFFICIALS)).toEqual({ rows: 3, created: 3, updated: 0, bad: 0, faults: [] });
    expect(await importing('officials', OFFICIALS)).toMatchObject({ created: 0, updated: 3 });
    expect(await official('Nguyễn Văn A')).toMatchObject({
      agency: 'Công an tỉnh',
      role: 'focal',
      phone: '•••678',
      chat: 'none',
    });
    expect(await official('Trần Thị B')).toMatchObject({ role: 'head', phone: '•••679' });
    const { rows } = await db.pool.query<{ phone: Buffer | null }>('select phone from official');
    for (const { phone } of rows) expect(phone?.toString('latin1') ?? '').not.toMatch(/912345/);
  });

  it('says for each bad row where, what and how, without telling the number; the good rows stay', async () => {
    await importing('agencies', AGENCIES);
    const { faults, ...counts } = await importing(
      'officials',
      `${OFFICIALS}Sở Y tê tỉnh,D,X,98765,boss\nSở Thuế vụ Quốc tế,E,,,head\nCông an tỉnh,,,,head\n`,
    );
    expect(counts).toMatchObject({ rows: 6, created: 3, bad: 3 });
    expect(faults[0]).toMatch(/^officials\.csv:5: No role is “boss”; The telephone number is malformed\./);
    expect(faults[1]).toMatch(/^officials\.csv:6: There is no agency “Sở Thuế vụ Quốc tế”/);
    expect(faults[2]).toMatch(/^officials\.csv:7: The name is missing/);
    expect(faults.join()).not.toContain('98765');
  });
});

describe('an invitation', () => {
  it('connects the official it was made for, once, and keeps the words that were agreed to', async () => {
    await begin();
    const a = await official('Nguyễn Văn A');
    const [code = ''] = await inviting([a?.id ?? 0]);
    expect(await peekInvite(db, SECRET, code.toLowerCase().replaceAll('-', ' '), AT)).toMatchObject({
      name: 'Nguyễn Văn A',
      agency: 'Công an tỉnh',
    });
    expect(await accept(code)).toMatchObject({ name: 'Nguyễn Văn A' });
    expect(await official('Nguyễn Văn A')).toMatchObject({ chat: 'connected', invitedUntil: null });
    expect(await accept(code, '1002')).toBeNull();
    // Pressed again, or answered again after a crash: the same chat hears the same, and nothing is kept twice.
    expect(await accept(code)).toMatchObject({ name: 'Nguyễn Văn A' });
    const { rows } = await db.pool.query('select purpose, wording, how from consent');
    expect(rows).toEqual([{ purpose: 'official', wording: 'Tôi đồng ý', how: 'button' }]);
  });

  it('is good for one of two who use it at the same moment', async () => {
    await begin();
    const [code = ''] = await inviting([1]);
    const both = await Promise.all([accept(code, '1001'), accept(code, '1002')]);
    expect(both.filter((one) => one !== null)).toHaveLength(1);
  });

  it('is void when it has expired, when a newer one was made, and when its letters are others', async () => {
    await begin();
    const [old = ''] = await inviting([1]);
    const [fresh = ''] = await inviting([1], 1);
    expect(await accept(old)).toBeNull();
    expect(await accept(fresh, '1001', new Date(AT.getTime() + 25 * HOUR_MS))).toBeNull();
    expect(await accept('0000-0000-0000')).toBeNull();
    expect(await accept('K7')).toBeNull();
    expect(await accept(fresh)).not.toBeNull();
  });

  it('stands nowhere in the database, and is read as people copy it', async () => {
    await begin();
    const codes = await inviting([1, 2, 3]);
    expect(new Set(codes).size).toBe(3);
    const { rows } = await db.pool.query<{ row: string }>('select row_to_json(i)::text as row from invite i');
    for (const code of codes) expect(rows.map(({ row }) => row).join()).not.toContain(normalizeCode(code) ?? 'none');
    expect(normalizeCode('o1il-uabc-defg')).toBe('0111VABCDEFG');
  });

  it('makes nobody a resident who receives awareness; who is one stays one', async () => {
    await begin();
    const [first = '', second = ''] = await inviting([1, 2]);
    await joinContact(db, SECRET, {
      channel: 'telegram',
      externalId: '1002',
      place: '33',
      groups: [],
      locale: 'vi',
      name: null,
      ownWord: true,
    });
    await accept(first, '1001');
    await accept(second, '1002');
    const all = parseAudience('all', { locale: 'en' });
    expect(await countAudience(db, all, ['telegram'])).toMatchObject({ matched: 1 });
    // The official joins as a resident too, in their own word.
    await joinContact(db, SECRET, {
      channel: 'telegram',
      externalId: '1001',
      place: '33',
      groups: [],
      locale: 'vi',
      name: null,
      ownWord: true,
    });
    expect(await countAudience(db, all, ['telegram'])).toMatchObject({ matched: 2 });
  });

  it('does not bring back to residents’ messages who had stopped them', async () => {
    await begin();
    await joinContact(db, SECRET, {
      channel: 'telegram',
      externalId: '1001',
      place: '33',
      groups: [],
      locale: 'vi',
      name: null,
      ownWord: true,
    });
    await optOut(db, SECRET, { channel: 'telegram', externalId: '1001' });
    const [code = ''] = await inviting([1]);
    await accept(code);
    expect(await official('Nguyễn Văn A')).toMatchObject({ chat: 'connected' });
    expect(await countAudience(db, parseAudience('all', { locale: 'en' }), ['telegram'])).toMatchObject({ matched: 0 });
    await optOut(db, SECRET, { channel: 'telegram', externalId: '1001' });
    expect(await official('Nguyễn Văn A')).toMatchObject({ chat: 'stopped' });
  });
});

describe('a hand-over', () => {
  const handing = (from: string, to: string) =>
    inTransaction(db, (client) => handOver(client, from, to, AT, translator('en')));

  it('gives role and work to the other of the agency; the one who leaves is forgotten where they were nothing else', async () => {
    await begin();
    const [code = '', head = ''] = await inviting([1, 2]);
    await accept(code);
    await handing('1', '2');
    expect(await official('Nguyễn Văn A')).toBeUndefined();
    expect(await official('Trần Thị B')).toMatchObject({ role: 'focal' });
    const { rows } = await db.pool.query(
      'select (select count(*)::int from contact) as contacts, (select count(*)::int from address) as addresses, (select phone from official where id = 1) as phone',
    );
    expect(rows).toEqual([{ contacts: 0, addresses: 0, phone: null }]);
    expect(await accept(head, '1003')).not.toBeNull();
  });

  it('voids the codes of the one who leaves, and is refused between agencies and twice', async () => {
    await begin();
    const [code = ''] = await inviting([1]);
    expect(await refusalOf(handing('1', '3'))).toBe('other-agency');
    expect(await refusalOf(handing('1', '1'))).toBe('other-agency');
    await handing('1', '2');
    expect(await accept(code)).toBeNull();
    expect(await refusalOf(handing('1', '2'))).toBe('unknown-official');
    expect(await refusalOf(handing('x', '2'))).toBe('unknown-official');
  });
});
