/**
 * Installs Debian's packages as root, without starting the servers in them: the tests start their own, on ports and
 * folders of their own, and the machine is left as quiet as it was.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { run } from '../run.mjs';

/** Debian asks this file before it starts a service that a package brings; 101 means no. */
const POLICY = '/usr/sbin/policy-rc.d';
const OUR_POLICY =
  '#!/bin/sh\n# Written by Loa while it installs packages for its tests; removed afterwards.\nexit 101\n';
/** The services of the packages we may install, in the names of systemd. */
const SERVICES = ['redis-server.service', 'postgresql.service'];

/** Whether packages can be installed here: Debian or a child of it, and we are root. */
export function canInstall() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

/**
 * @param {readonly string[]} packages
 * @param {AbortSignal} [signal]
 */
export async function installPackages(packages, signal) {
  // One that an interrupted run of ours left behind is ours as well.
  const isOurs = !existsSync(POLICY) || readFileSync(POLICY, 'utf8') === OUR_POLICY;
  if (isOurs) writeFileSync(POLICY, OUR_POLICY, { mode: 0o755 });
  const wait = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3'];
  const options = {
    cwd: '/',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
    ...(signal ? { signal } : {}),
  };
  try {
    await run('apt-get', [...wait, '-q', 'update'], options);
    await run('apt-get', [...wait, '-q', '-y', '--no-install-recommends', 'install', ...packages], options);
    if (existsSync('/run/systemd/system'))
      await run('systemctl', ['disable', '--now', ...servicesOf(packages)], options);
  } finally {
    if (isOurs) rmSync(POLICY, { force: true });
  }
}

/** @param {readonly string[]} packages */
function servicesOf(packages) {
  return SERVICES.filter((service) => packages.some((name) => service.startsWith(name)));
}
