#!/usr/bin/env node
// The command `loa`: the built program, or a plain word on what is missing.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { followParent } from '../base/followParent.mjs';

// Whoever reads may stop reading (`| head`): that is no fault of theirs or ours.
process.stdout.on('error', (error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit();
  throw error;
});

const program = new URL('../dist/loa.js', import.meta.url);
if (existsSync(fileURLToPath(program))) {
  const { main } = await import(program.href);
  if (['start', 'demo'].includes(process.argv[2] ?? '')) followParent();
  await main(process.argv.slice(2));
  // The answer is out. A library's timer (the schema engine keeps one of ten seconds) must not keep the shell waiting.
  for (const stream of [process.stdout, process.stderr]) await new Promise((resolve) => stream.write('', resolve));
  process.exit();
} else {
  process.stderr.write('Loa chưa được dựng: chạy `npm run setup`. / Loa has not been built: run `npm run setup`.\n');
  process.exitCode = 1;
}
