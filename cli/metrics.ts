import { type Clock, SECOND_MS } from '../base/clock.js';
import { WEBHOOK_COUNTS, type WebhookCounts } from '../bot/channels/zalo/webhook.js';
import type { Database } from '../prisma/database.js';
import { oldestOverdueMs } from '../scheduler/clock/overdue.js';

/** What a watch should wake somebody for, in Prometheus' text format: asked of the database, so any process may be asked. */
export async function metricsText(db: Database, clock: Clock, zalo?: WebhookCounts): Promise<string> {
  const { rows } = await db.pool.query<{
    stopped: number;
    tripped: number;
    held: number;
    running: number;
    inbound: number;
  }>(
    `select (select count(*)::int from sender where stopped_at is not null) as stopped,
            (select count(*)::int from sender where tripped_at is not null) as tripped,
            (select count(*)::int from broadcast where state = 'held') as held,
            (select count(*)::int from broadcast where state = 'running') as running,
            (select count(*)::int from inbound where done_at is null) as inbound`,
  );
  const row = rows[0] ?? { stopped: 0, tripped: 0, held: 0, running: 0, inbound: 0 };
  const gauges: [name: string, help: string, value: number][] = [
    [
      'loa_oldest_overdue_seconds',
      'For how long a broadcast has had work it could do and was not served',
      Math.round((await oldestOverdueMs(db, clock)) / SECOND_MS),
    ],
    ['loa_senders_stopped', 'Senders whose token is refused', row.stopped],
    ['loa_senders_tripped', 'Senders that have gone silent', row.tripped],
    ['loa_broadcasts_held', 'Broadcasts that wait for a person', row.held],
    ['loa_broadcasts_running', 'Broadcasts under way', row.running],
    ['loa_inbound_waiting', 'Updates that have not been answered', row.inbound],
  ];
  const said = gauges.map(([name, help, value]) => `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`);
  return [...said, ...(zalo ? [eventsText(zalo)] : [])].join('');
}

/** Events that this process was brought. A wrong signature, or one that is not stored, is worth a look. */
function eventsText(counts: WebhookCounts): string {
  const name = 'loa_zalo_events_total';
  const lines = WEBHOOK_COUNTS.map((became) => `${name}{became="${became}"} ${counts[became]}\n`);
  return `# HELP ${name} Events of Zalo's webhook since this process began, by what became of them\n# TYPE ${name} counter\n${lines.join('')}`;
}
