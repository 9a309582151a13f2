import type { Command } from 'commander';
import type { Translate } from '../content/i18n.js';
import { appendAudit } from '../people/appendAudit.js';
import { requireStaff } from '../people/requireStaff.js';
import { verifyAudit } from '../people/verifyAudit.js';
import { readMigrations } from '../prisma/migrationFiles.js';
import { ensurePartitions } from '../prisma/partitions.js';
import { adoptHome, homeIdentity } from '../scheduler/clock/home.js';
import { byStaff } from './broadcast.js';
import { answer, withJson, withSession } from './command.js';
import { EXIT, printLine } from './output.js';

/** `migrate`: opening brings the database up to date; this says how it stands, and makes the partitions. */
export function migrateCommand(program: Command, say: Translate): void {
  withJson(program.command('migrate').description(say('cli:describe.migrate'))).action(
    withSession(async ({ db, say: t }, _args, options) => {
      await ensurePartitions(db.pool);
      const migrations = (await readMigrations()).map((file) => file.name);
      const places = await db.prisma.place.count();
      answer(options, { migrations, places, database: db.kind }, () => printLine(t('cli:migrate.done', { count: migrations.length, places })));
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
        await appendAudit(db, { at: clock.now(), actor: name, action: 'service.adopt', subject: 'home:1', detail: { released } });
        answer(options, { adopted: true, released }, () => printLine(t('cli:adopt.done', { count: released })));
      }),
    );
}

/** `audit verify`. */
export function auditCommand(program: Command, say: Translate): void {
  const audit = program.command('audit').description(say('cli:describe.audit'));
  withJson(audit.command('verify').description(say('cli:describe.auditVerify'))).action(
    withSession(async ({ db, say: t }, _args, options) => {
      const verdict = await verifyAudit(db);
      answer(options, verdict, () =>
        printLine(
          verdict.ok
            ? t('cli:audit.whole', { entries: verdict.entries, head: verdict.head.hash.slice(0, 16) })
            : t('cli:audit.broken', { entry: verdict.brokenAt, wrong: verdict.wrong }),
        ),
      );
      if (!verdict.ok) process.exitCode = EXIT.failed;
    }),
  );
}
