import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { formatMoment, formatNumber } from '../content/format.js';
import type { Translate } from '../content/i18n.js';
import { findBroadcast } from '../scheduler/broadcast/find.js';
import { heldBecause } from '../scheduler/broadcast/heldBecause.js';
import { type LedgerLine, readLedger } from '../scheduler/broadcast/ledger.js';
import { skippedBecause } from '../scheduler/broadcast/skippedBecause.js';
import { type BroadcastStatus, broadcastStatus, DELIVERY_STATES } from '../scheduler/broadcast/status.js';
import { answer, flag, withJson, withSession } from './command.js';
import { bar, printJson, printLine, progressLine, table } from './output.js';
import type { Session } from './session.js';

const WATCH_EVERY_MS = 500;

/** `broadcast status ID [--watch]`. */
export function statusCommand(broadcast: Command, say: Translate): void {
  withJson(broadcast.command('status <id>').description(say('cli:describe.status')))
    .option('--watch', say('cli:option.watch'))
    .action(
      withSession(async (session, [id = ''], options) => {
        const read = () =>
          broadcastStatus(session.db, id, {
            clock: session.clock,
            say: session.say,
            ratePerSecond: session.settings.telegram.rate,
          });
        let status = await read();
        const progress = progressLine();
        while (flag(options, 'watch') && status.state !== 'finished' && status.state !== 'cancelled') {
          progress.show(oneLine(status, session));
          await sleep(WATCH_EVERY_MS);
          status = await read();
        }
        progress.end();
        answer(options, status, () => printLine(describe(status, session)));
      }),
    );
}

/** `broadcast ledger ID`: CSV, or with `--json` JSON Lines, the contract's one exception. */
export function ledgerCommand(broadcast: Command, say: Translate): void {
  withJson(broadcast.command('ledger <id>').description(say('cli:describe.ledger'))).action(
    withSession(async ({ db, say: t }, [id = ''], options) => {
      const found = await findBroadcast(db, id, t);
      const json = flag(options, 'json');
      if (!json) await write(`${LEDGER_COLUMNS.join(',')}\n`);
      let lines = '';
      for await (const line of readLedger(db, found)) {
        lines += json ? `${JSON.stringify(line)}\n` : `${csv(line)}\n`;
        if (lines.length < 64_000) continue;
        await write(lines);
        lines = '';
      }
      await write(lines);
    }),
  );
}

/** `broadcast list`. */
export function listCommand(broadcast: Command, say: Translate): void {
  withJson(broadcast.command('list').description(say('cli:describe.list'))).action(
    withSession(async ({ db, locale }, _args, options) => {
      const all = await db.prisma.broadcast.findMany({ orderBy: { id: 'desc' }, take: 100, omit: { message: true } });
      const rows = all.map((b) => ({
        id: String(b.id),
        state: b.state,
        planned: b.planned,
        audience: b.audience,
        at: b.at?.toISOString() ?? null,
        startedAt: b.startedAt?.toISOString() ?? null,
        createdBy: b.createdBy,
        approvedBy: b.approvedBy,
        approvedPosition: b.approvedPosition,
        approvedBasis: b.approvedBasis,
        campaign: b.campaign,
        item: b.campaignItem,
      }));
      if (flag(options, 'json')) return printJson(rows);
      const when = (b: (typeof all)[number]) =>
        (b.at ?? b.startedAt) ? formatMoment(b.at ?? b.startedAt ?? b.createdAt, locale) : '';
      printLine(
        table(
          all.map((b) => [
            String(b.id),
            b.state,
            formatNumber(b.planned, locale),
            when(b),
            b.createdBy,
            b.campaignItem ?? b.audience,
          ]),
        ),
      );
    }),
  );
}

const LEDGER_COLUMNS = [
  'seq',
  'contact',
  'channel',
  'externalId',
  'state',
  'reason',
  'attempts',
  'sentAt',
  'messageIds',
] as const;

function csv(line: LedgerLine): string {
  return LEDGER_COLUMNS.map((column) => {
    const value = line[column];
    const text = value === null ? '' : Array.isArray(value) ? value.join(' ') : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }).join(',');
}

/** Waits for a slow reader, so that a long ledger does not pile up in memory. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

const settled = (status: BroadcastStatus): number => status.planned - status.waiting - status.sending;

function oneLine(status: BroadcastStatus, { locale, say }: Session): string {
  const share = status.planned === 0 ? 0 : settled(status) / status.planned;
  const n = (value: number) => formatNumber(value, locale);
  const forecast =
    status.forecast === null
      ? ''
      : ` · ${say('cli:broadcast.forecast', { at: formatMoment(new Date(status.forecast), locale) })}`;
  const waits = status.waitsFor === null ? '' : ` (${say(`cli:waitsFor.${status.waitsFor}`)})`;
  return `${bar(share)} ${n(settled(status))}/${n(status.planned)} · ${say(`scheduler:state.${status.state}`)}${waits}${forecast}`;
}

function describe(status: BroadcastStatus, session: Session): string {
  const { locale, say } = session;
  const lines = [`${say('cli:broadcast.title', { id: status.id })}  ${oneLine(status, session)}`];
  const rows = DELIVERY_STATES.filter((state) => status[state] > 0).flatMap((state) => [
    [`  ${say(`cli:delivery.${state}`)}`, formatNumber(status[state], locale)],
    ...(state === 'skipped' ? Object.entries(status.skippedFor) : []).map(([reason, n]) => [
      `    ${skippedBecause(reason, say)}`,
      formatNumber(n, locale),
    ]),
  ]);
  if (rows.length > 0) lines.push(table(rows));
  if (status.placeStopped > 0) lines.push(say('stops:status', { count: status.placeStopped }));
  if (status.heldReason !== null)
    lines.push(say('cli:broadcast.heldBecause', { reason: heldBecause(status.heldReason, say) }));
  if (status.sentBack !== null)
    lines.push(say('cli:broadcast.sentBackBecause', { by: status.sentBack.by, reason: status.sentBack.reason }));
  if (status.approvedBy !== null)
    lines.push(
      `  ${say('ground:approvedBy', { name: status.approvedBy })}${status.approvedPosition === null ? '' : `, ${status.approvedPosition}`}`,
    );
  if (status.approvedBasis !== null) lines.push(`  ${say('ground:basis', { basis: status.approvedBasis })}`);
  for (const [key, at] of [
    ['at', status.at],
    ['startedAt', status.startedAt],
    ['finishedAt', status.finishedAt],
    ['until', status.until],
  ] as const) {
    if (at !== null) lines.push(`  ${say(`cli:broadcast.${key}`)}: ${formatMoment(new Date(at), locale)}`);
  }
  return lines.join('\n');
}
