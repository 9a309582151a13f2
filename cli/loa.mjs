#!/usr/bin/env node
// The command `loa`: the built program, or a plain word on what is missing.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = new URL('../dist/loa.js', import.meta.url);
if (existsSync(fileURLToPath(program))) {
  const { main } = await import(program.href);
  await main(process.argv.slice(2));
} else {
  process.stderr.write('Loa chưa được dựng: chạy `npm run setup`. / Loa has not been built: run `npm run setup`.\n');
  process.exitCode = 1;
}
