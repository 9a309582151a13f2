import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../base/clock.js';
import { FORMS_PATH } from '../../bot/formLink.js';
import { relayLinks } from '../../bot/relayLink.js';
import { syncPlaces } from '../../people/syncPlaces.js';
import type { Database } from '../../prisma/database.js';
import { filesOf } from '../../scheduler/relays/answers.js';
import { relaysDue } from '../../scheduler/relays/run.js';
import { freshDatabase, testLog } from '../../test/support/database.js';
import { docxText } from '../../test/support/docxText.js';
import { approvedJune, connectRelayer } from '../../test/support/relaying.js';
import { testClock } from '../../test/support/testClock.js';
import { serveRelays } from './relayFiles.js';

describe('the files of a package fetched by their address', () => {
  let db: Database;
  let id: number;
  let other: number;
  const clock = testClock();
  const of = (secret: string) => relayLinks({ secret, publicUrl: 'https://loa.example.vn/', clock });
  const links = of('a secret of the tests');
  const app = new Hono();

  beforeAll(async () => {
    db = await freshDatabase();
    await syncPlaces(db);
    await approvedJune(db);
    await connectRelayer(db, { role: 'loudspeaker', name: 'Trần Văn Loa', externalId: '9001' });
    await connectRelayer(db, { role: 'village-head', name: 'Lê Thị Trưởng', externalId: '9002' });
    clock.set('2027-06-07T09:00:00+07:00');
    await relaysDue(db, { clock, log: testLog });
    const { rows } = await db.pool.query<{ id: number }>('select id from relay_package order by id');
    [id, other] = [rows[0]?.id ?? 0, rows[1]?.id ?? 0];
    serveRelays(app, db, links);
  });
  afterAll(() => db.close());
  const get = async (url: string) => app.request(url.replace('https://loa.example.vn', ''));

  it('are the paper and the ZIP that were approved, byte for byte, to be saved and not to be kept on the way', async () => {
    const address = links.make(id);
    const kept = await filesOf(db, id);
    expect(kept).toHaveLength(2);
    for (const ending of ['docx', 'zip'] as const) {
      const answer = await get(address[ending]);
      expect(answer.status).toBe(200);
      const file = kept.find(({ fileName }) => fileName.endsWith(`.${ending}`));
      expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${file?.fileName}"`);
      expect(answer.headers.get('content-type')).toBe(file?.mime);
      expect(answer.headers.get('cache-control')).toContain('no-store');
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(bytes.equals(Buffer.from(file?.bytes ?? []))).toBe(true);
      if (ending === 'docx') expect(docxText(bytes)).toContain('GÓI TUYÊN TRUYỀN TRONG TUẦN');
    }
  });

  it('are refused to an altered, a foreign and an ended address, with the word that gives a new one', async () => {
    const { docx } = links.make(id);
    const told = async (url: string): Promise<[number, string]> => {
      const answer = await get(url);
      return [answer.status, await answer.text()];
    };
    const name = docx.slice(docx.indexOf('goi-'));
    const refused: [number, unknown] = [404, expect.stringContaining('nhắn “gói” để nhận địa chỉ mới')];
    expect((await told(docx))[0]).toBe(200);
    expect(await told(`${FORMS_PATH}/${name.replace(`goi-${id}-`, `goi-${other}-`)}`)).toEqual(refused);
    expect(await told(docx.replace(/.\.docx$/, (end) => (end === 'A.docx' ? 'B.docx' : 'A.docx')))).toEqual(refused);
    expect(await told(of('another secret').make(id).docx)).toEqual(refused);
    expect(await told(links.make(999_999).zip)).toEqual(refused);
    clock.set('2027-06-17T09:02:00+07:00');
    expect(clock.now().getTime() - Date.parse('2027-06-07T09:00:00+07:00')).toBeGreaterThan(240 * HOUR_MS);
    expect(await told(docx)).toEqual(refused);
  });
});
