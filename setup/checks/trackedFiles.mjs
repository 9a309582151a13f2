/**
 * What must never be in the repository: secrets, paths of somebody's machine, and where somebody's packages came from.
 * The lock file names packages and their hashes only, and fits package.json, so that it works everywhere.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** None of these patterns matches its own source. */
const FORBIDDEN = [
  { what: 'a Telegram bot token', pattern: /\b\d{8,10}:AA[\w-]{33}\b/ },
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  {
    what: 'an access token',
    pattern: /\b(gh[pousr]_\w{36}|github_pat_\w{50}|npm_\w{36}|glpat-[\w-]{20}|AKIA[0-9A-Z]{16}|xox[abp]-[\w-]{20})/,
  },
  { what: 'a JSON web token', pattern: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/ },
  { what: 'a password of a package registry', pattern: /_auth(Token)?\s*=\s*\S/ },
  { what: 'a path of one machine', pattern: /(?<![\w.$}/-])\/(home|Users|root|work)\/[\w.-]+/ },
  { what: 'a path of one machine', pattern: /\b[A-Z]:\\(Users|Documents)\\/ },
  {
    what: 'the host of a package registry',
    pattern: /registry\.[\w-]+\.(org|com|net)|npmmirror\.|jfrog\.|artifactor[y]|deb\.debian\.org|pypi\.org/i,
  },
];

/** Text is what has no zero byte near its beginning, as git has it. */
const LOOKED_AT_BYTES = 8_000;

/**
 * @param {string} folder
 * @param {readonly string[]} files
 * @returns {string[]} a sentence for each fault
 */
export function findForbiddenContent(folder, files) {
  return files.flatMap((file) => {
    const bytes = readFileSync(join(folder, file));
    if (bytes.subarray(0, LOOKED_AT_BYTES).includes(0)) return [];
    return bytes
      .toString('utf8')
      .split('\n')
      .flatMap((line, index) =>
        FORBIDDEN.filter(({ pattern }) => pattern.test(line)).map(
          ({ what }) => `${file}:${index + 1}: looks like ${what}`,
        ),
      );
  });
}

/**
 * @param {string} folder
 * @returns {string[]} a sentence for each fault of package-lock.json
 */
export function findLockFaults(folder) {
  const project = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  /** @type {string[]} */
  const faults = [];
  for (const kind of ['dependencies', 'devDependencies']) {
    if (JSON.stringify(sorted(project[kind])) !== JSON.stringify(sorted(lock.packages[''][kind]))) {
      faults.push(`package-lock.json does not have the ${kind} of package.json: run npm install and commit both`);
    }
  }
  for (const [path, { resolved, integrity, link, version }] of Object.entries(lock.packages)) {
    if (resolved !== undefined && !link)
      faults.push(`package-lock.json: ${path} says where it was downloaded (${resolved})`);
    // npm writes such an entry when it could not ask for a package; npm ci then refuses on other machines.
    if (path.startsWith('node_modules/') && !link && (!version || !integrity)) {
      faults.push(`package-lock.json: ${path} has no version or no hash`);
    }
  }
  return faults;
}

/** @param {Record<string, string> | undefined} record */
function sorted(record) {
  return Object.entries(record ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}
