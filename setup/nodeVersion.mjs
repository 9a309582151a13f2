/**
 * Ends the process with a plain sentence when this Node is too old for the program. Imported before everything else;
 * it and what it imports keep to the syntax of Node 14, so that an old Node gets as far as the sentence.
 */
import { readFileSync } from 'node:fs';
import { speaker } from './words.mjs';

const wanted = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).engines.node;

if (!satisfies(process.versions.node, wanted)) {
  const values = { wanted: wanted.replace(/[\^>=]/g, '').replace(/\|\|/g, '/'), found: process.versions.node };
  for (const language of ['vi', 'en']) process.stderr.write(`${speaker(language)('setup:node', values)}\n`);
  process.exit(1);
}

/**
 * Whether a version is in a range of the forms that stand in `engines`: `^20.19`, `>=24`, joined by `||`.
 *
 * @param {string} version
 * @param {string} range
 */
export function satisfies(version, range) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return range.split('||').some((part) => {
    const match = /^\s*(\^|>=)(\d+)(?:\.(\d+))?(?:\.\d+)?\s*$/.exec(part);
    if (match === null) throw new Error(`engines.node in package.json has a form this check does not know: ${part}`);
    const [lowMajor, lowMinor] = [Number(match[2]), Number(match[3] || 0)];
    if (major !== lowMajor) return match[1] === '>=' && major > lowMajor;
    return minor >= lowMinor;
  });
}
