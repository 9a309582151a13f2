import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Ticks of /proc are hundredths of a second on every Linux there is. */
const TICKS_PER_SECOND = 100;

/** CPU seconds that a server and its children have used so far, by the process file in its folder; null where there is no /proc. */
export function serverCpuSeconds(folder: string, pidFile: string): number | null {
  if (!existsSync('/proc/self/stat')) return null;
  const pid = readFileSync(join(folder, pidFile), 'utf8').split('\n')[0]?.trim();
  let ticks = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const fields = statOf(name);
    if (fields === null || (name !== pid && fields[1] !== pid)) continue;
    // utime, stime; of the server itself also those of the children that have ended.
    const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number);
    ticks += (utime ?? 0) + (stime ?? 0) + (name === pid ? (cutime ?? 0) + (cstime ?? 0) : 0);
  }
  return ticks / TICKS_PER_SECOND;
}

/** The fields behind the command's name: state, parent, … */
function statOf(pid: string): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null; // it has just ended
  }
}
