import type { Command } from 'commander';
import { argumentFault, InputError } from '../base/errors.js';
import type { Translate } from '../content/i18n.js';
import { appendAudit } from '../people/appendAudit.js';
import { requireStaff } from '../people/requireStaff.js';
import { type AuditHead, verifyAudit } from '../people/verifyAudit.js';
import type { Database } from '../prisma/database.js';
import { readMigrations } from '../prisma/migrationFiles.js';
import { ensurePartitions } from '../prisma/partitions.js';
import { adoptHome, homeIdentity } from '../scheduler/clock/home.js';
import { byStaff } from './broadcast.js';
import { answer, textOption, withJson, withSession } from './command.js';
import { EXIT, printLine } from './output.js';

/** `migrate`: opening brings the database up to date; this says how it stands, and makes the partitions. */
export function migrateCommand(program: Command, say: Translate): void {
  withJson(program.command('migrate').description(say('cli:describe.migrate'))).action(
    withSession(async ({ db, say: t }, _args, options) => {
      await ensurePartitions(db.pool);
      const migrations = (await readMigrations()).map((file) => file.name);
      const places = await db.prisma.place.count();
      answer(options, { migrations, places, database: db.kind }, () =>
        printLine(t('cli:migrate.done', { count: migrations.length, places })),
      );
    }),
  );
}

/** `adopt --as ADMIN`: a person vouches that this is the home now. */
export function adoptCommand(program: Command, say: Translate): void {
  withJson(program.command('adopt').description(say('cli:describe.adopt')))
    .option('--as <name>', say('cli:option.as'))
    .action(
      withSession(async (session, _args, options) => {
        const { db, dataFolder, clock, say: t, locale } = session;
        const { name } = byStaff(session, options);
        await requireStaff(db, name, 'service.adopt', { locale });
        const released = await adoptHome(db, await homeIdentity(db, dataFolder));
        await appendAudit(db, {
          at: clock.now(),
          actor: name,
          action: 'service.adopt',
          subject: 'home:1',
          detail: { released },
        });
        answer(options, { adopted: true, released }, () => printLine(t('cli:adopt.done', { count: released })));
      }),
    );
}

/** `audit verify`. */
export function auditCommand(program: Command, say: Translate): void {
  const audit = program.command('audit').description(say('cli:describe.audit'));
  withJson(audit.command('verify').description(say('cli:describe.auditVerify')))
    .option('--head <id:hash>', say('cli:option.head'))
    .action(
      withSession(async ({ db, say: t }, _args, options) => {
        const remembered = readHead(textOption(options, 'head'), t);
        const chain = await verifyAudit(db, remembered);
        const unrecorded = chain.ok ? await unrecordedBroadcast(db) : null;
        const verdict =
          unrecorded === null || !chain.ok
            ? chain
            : { ok: false as const, entries: chain.entries, brokenAt: chain.entries + 1, wrong: 'cut' as const };
        answer(options, verdict, () =>
          printLine(
            verdict.ok
              ? t('cli:audit.whole', { entries: verdict.entries, head: `${verdict.head.id}:${verdict.head.hash}` })
              : t('cli:audit.broken', { entry: verdict.brokenAt, wrong: t(`cli:audit.${verdict.wrong}`) }),
          ),
        );
        if (!verdict.ok) process.exitCode = EXIT.failed;
      }),
    );
}

/** Where the chain ended when somebody noted it down. */
function readHead(text: string | undefined, say: Translate): AuditHead | undefined {
  if (text === undefined) return undefined;
  const [, id, hash] = /^(\d{1,9}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (id !== undefined && hash !== undefined) return { id: Number(id), hash };
  throw new InputError('bad-head', [
    argumentFault(say('cli:fault.badHead', { value: text }), say('cli:fault.badHeadMend')),
  ]);
}

/** A broadcast that was approved, of which the chain knows nothing: its end was cut off, or all of it emptied. */
async function unrecordedBroadcast(db: Database): Promise<number | null> {
  const { rows } = await db.pool.query<{ id: number }>(
    `select b.id from broadcast b
      where b.approved_by is not null and b.parent_id is null
        and not exists (select from audit_event a where a.entry::jsonb ->> 'action' = 'broadcast.approve'
                           and a.entry::jsonb ->> 'subject' = 'broadcast:' || b.id)
      limit 1`,
  );
  return rows[0]?.id ?? null;
}
