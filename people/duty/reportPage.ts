import { appendAudit } from '../appendAudit.js';
import { type Queryable, queryable, type Sql } from '../queryable.js';

/** Where a place, or what is above it, takes information for the police on a web page; null where nobody has switched that on. */
export async function reportPage(on: Sql, place: string): Promise<string | null> {
  const { rows } = await queryable(on).query<{ url: string }>(
    `select r.url from report_page r join place p on p.code = $1 and r.place = any(string_to_array(p.path, '/'))
       join place own on own.code = r.place order by length(own.path) desc limit 1`,
    [place],
  );
  return rows[0]?.url ?? null;
}

/** Switches a place's page on, or off with null, and writes so into the audit chain. Inside a transaction. */
export async function setReportPage(
  client: Queryable,
  { place, url }: { place: string; url: string | null },
  by: { name: string; at: Date },
): Promise<void> {
  if (url === null) await client.query('delete from report_page where place = $1', [place]);
  else
    await client.query(
      `insert into report_page (place, url, set_by, set_at) values ($1, $2, $3, $4)
       on conflict (place) do update set url = excluded.url, set_by = excluded.set_by, set_at = excluded.set_at`,
      [place, url, by.name, by.at],
    );
  const detail = { url };
  await appendAudit(client, { at: by.at, actor: by.name, action: 'duty.page', subject: `place:${place}`, detail });
}
