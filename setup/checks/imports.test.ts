import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findImportFaults } from './imports.mjs';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-imports-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function faultsOf(files: Record<string, string>): string[] {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return findImportFaults(folder, Object.keys(files));
}

const bot = { 'bot/send.ts': "import { a } from '../scheduler/turn.js';\nexport const send = a;\n" };

test('imports that run downwards are fine', () => {
  const turn = "import { z } from 'zod';\nimport { now } from '../base/clock.js';\nexport const a = [z, now];\n";
  expect(faultsOf({ ...bot, 'scheduler/turn.ts': turn, 'base/clock.ts': 'export const now = 1;\n' })).toEqual([]);
});

test.each([
  ['a value', "import { send } from '../bot/send.js';\nexport const a = send;\n"],
  ['a type', "import type { send } from '../bot/send.js';\nexport type A = typeof send;\n"],
  ['a type in place', "\nexport type A = typeof import('../bot/send.js');\n"],
  ['something passed on', "export { send } from '../bot/send.js';\n"],
  ['something loaded later', "export const a = () => import('../bot/send.js');\n"],
  ['a side effect', "import '../bot/send.js';\n"],
])('a room that imports %s from a room above is told where', (_what, source) => {
  const faults = faultsOf({ ...bot, 'people/find.ts': source });
  expect(faults).toEqual([
    expect.stringMatching(/^people\/find\.ts:[12]: people may not import bot \(\.\.\/bot\/send\.js\)/),
  ]);
});

test.each([
  ['scheduler/a.ts', 'grammy', 'scheduler may not import grammy'],
  ['scheduler/b.ts', '@grammyjs/types', 'scheduler may not import @grammyjs/types'],
  ['scheduler/c.ts', 'zalo-api-ts', 'scheduler may not import zalo-api-ts'],
  ['bot/conversation.ts', 'zalo-api-ts', 'only bot/channels/zalo and cli may'],
  ['simulator/zalo.ts', 'zalo-api-ts', 'simulator may not import zalo-api-ts'],
  ['bot/channels/zalo/a.ts', '../../../zalo-api-ts/src/index.js', 'zalo-api-ts is imported by its name'],
  ['zalo-api-ts/src/b.ts', 'grammy', 'zalo-api-ts may not import grammy'],
  ['zalo-api-ts/a.ts', '../base/clock.js', 'zalo-api-ts may not import base'],
  ['simulator/a.ts', '../people/find.js', 'simulator may not import people'],
  ['cli/a.ts', '../loa.js', 'cli may not import loa.ts'],
  ['attic/a.ts', '../base/clock.js', 'the room attic is not in the table'],
])('%s that imports %s is a fault', (file, specifier, fault) => {
  const others = { 'base/clock.ts': '', 'people/find.ts': '', 'loa.ts': '', 'zalo-api-ts/src/index.ts': '' };
  expect(faultsOf({ ...others, [file]: `import ${JSON.stringify(specifier)};\n` })).toEqual([
    expect.stringContaining(fault),
  ]);
});

test('the channel of Zalo and the commands may import the package by its name', () => {
  const source = "import { parseEvent } from 'zalo-api-ts';\nexport const a = parseEvent;\n";
  expect(faultsOf({ 'bot/channels/zalo/webhook.ts': source, 'cli/zalo.ts': source })).toEqual([]);
});

test('tests, measurements and loa.ts may import anything', () => {
  const source = "import '../bot/send.js';\n";
  expect(
    faultsOf({
      'base/a.test.ts': source,
      'test/b.ts': source,
      'bench/c.ts': source,
      'loa.ts': "import './bot/send.js';\n",
    }),
  ).toEqual([]);
});

test('a circle of imports is shown once, and one of types alone is none', () => {
  const circle = {
    'base/a.ts': "import { b } from './b.js';\nexport const a = b;\n",
    'base/b.ts': "import { c } from './c.js';\nexport const b = c;\n",
    'base/c.ts': "import { a } from './a.js';\nexport const c = a;\n",
  };
  expect(faultsOf(circle)).toEqual(['a circle of imports: base/a.ts → base/b.ts → base/c.ts → base/a.ts']);
  expect(
    faultsOf({ ...circle, 'base/c.ts': "import type { a } from './a.js';\nexport const c: typeof a = 1;\n" }),
  ).toEqual([]);
});
