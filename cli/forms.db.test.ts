import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../base/clock.js';
import { FORMS_PATH, formLinks } from '../bot/formLink.js';
import { markOf, openWorkbook } from '../plans/reporting/readWorkbook.js';
import type { Database } from '../prisma/database.js';
import { livePlan, standingAgency } from '../test/support/obligations.js';
import { agencyNamed, bodyNamed, keepForm, openFor } from '../test/support/reports.js';
import { serveForms } from './forms.js';

describe('a form fetched by its address', () => {
  let db: Database;
  let now = new Date('2027-06-20T02:00:00Z');
  const of = (secret: string) => formLinks({ secret, publicUrl: 'https://loa.example.vn/', clock: { now: () => now } });
  const links = of('a secret of the tests');
  const app = new Hono();
  let period: number;
  let health: number;
  let elsewhere: number;

  beforeAll(async () => {
    db = await standingAgency();
    await livePlan(db);
    await keepForm(db);
    const { rows } = await db.pool.query<{ id: number }>('select id from plan');
    const opened = await openFor(db, rows[0]?.id ?? 0, { bodies: 'Sở Y tế' });
    period = opened.id;
    health = (await bodyNamed(db, opened, 'Sở Y tế')).id;
    elsewhere = (await agencyNamed(db, 'Công an tỉnh')).id;
    serveForms(app, db, links);
  });
  afterAll(() => db.close());
  const get = (url: string) => app.request(url.replace('https://loa.example.vn', ''));

  it('is the form of that body, to be saved and not to be kept on the way', async () => {
    const { url, until } = links.make({ period, agency: health });
    expect(url).toContain('https://loa.example.vn/forms/');
    expect(until.toISOString()).toBe('2027-06-22T02:00:00.000Z');
    const answer = await get(url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="bieu-${period}-so-y-te.xlsx"`);
    expect(answer.headers.get('cache-control')).toContain('no-store');
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect(markOf(openWorkbook(bytes))).toMatchObject({ period, agency: health });
  });

  it("ends by itself, leads to no other body's, and is made by nobody else", async () => {
    const { url } = links.make({ period, agency: health });
    const name = url.slice(url.lastIndexOf('/') + 1);
    const told = async (wanted: string): Promise<[number, string]> => {
      const answer = await app.request(`${FORMS_PATH}/${wanted}`);
      return [answer.status, await answer.text()];
    };
    const [status, text] = await told(name.replace(`-${health}-`, `-${elsewhere}-`));
    expect(status).toBe(404);
    expect(text).toContain('bấm Tải biểu mẫu lần nữa');
    for (const wanted of ['x.xlsx', `${period}-${health}-zzzzzz-${'A'.repeat(27)}.xlsx`]) {
      expect((await told(wanted))[0]).toBe(404);
    }
    expect((await get(of('another secret').make({ period, agency: health }).url)).status).toBe(404);
    expect((await get(links.make({ period, agency: elsewhere }).url)).status).toBe(404);
    now = new Date(now.getTime() + 49 * HOUR_MS);
    expect((await told(name))[0]).toBe(404);
  });
});
