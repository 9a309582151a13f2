import { arch, cpus, platform, release, totalmem } from 'node:os';
import type pg from 'pg';

/** What a number was measured on; a number without this says nothing. */
export async function describeMachine(pool?: pg.Pool): Promise<string> {
  const processors = cpus();
  const parts = [
    `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `${platform()} ${release()} ${arch()}`,
    `Node ${process.versions.node}`,
  ];
  if (pool !== undefined) {
    const { rows } = await pool.query<{ version: string; commit: string }>(
      `select current_setting('server_version') as version, current_setting('synchronous_commit') as commit`,
    );
    parts.push(`PostgreSQL ${rows[0]?.version ?? '?'} (synchronous_commit ${rows[0]?.commit ?? '?'})`);
  }
  return parts.join(', ');
}
