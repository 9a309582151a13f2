import { execFile, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../base/root.js';

/**
 * The real scripts on a small project of their own: its libraries are workspaces (npm installs them without a
 * network), its compiler is ours, its Prisma writes one file.
 */
let folder: string;

const LIBRARIES = {
  typescript: {
    bin: 'bin/tsc',
    source: `import ${JSON.stringify(join(projectRoot, 'node_modules/typescript/bin/tsc'))};\n`,
  },
  prisma: {
    bin: 'build/index.js',
    source: `import { mkdirSync, writeFileSync } from 'node:fs';
mkdirSync('prisma/generated', { recursive: true });
writeFileSync('prisma/generated/client.ts', 'export const model = 1;\\n');
`,
  },
};

/** The project as it is cloned, and as it is once prepared: each test gets a copy of one of them. */
let cloned: string;
let prepared: string;

beforeAll(async () => {
  cloned = mkdtempSync(join(tmpdir(), 'loa-setup-test-'));
  folder = cloned;
  cpSync(join(projectRoot, 'setup'), join(folder, 'setup'), { recursive: true });
  for (const language of ['vi', 'en']) {
    const catalogue = join('content', 'locales', language, 'setup.json');
    write(catalogue, readFileSync(join(projectRoot, catalogue), 'utf8'));
  }
  for (const [name, { bin, source }] of Object.entries(LIBRARIES)) {
    write(`tools/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', type: 'module' }));
    write(`tools/${name}/${bin}`, source);
  }
  const engines = { node: '>=20' };
  write(
    'package.json',
    JSON.stringify({ name: 'small', private: true, type: 'module', workspaces: ['tools/*'], engines }),
  );
  write('package-lock.json', lockFile(Object.keys(LIBRARIES)));
  write('prisma/schema.prisma', 'model One {}\n');
  const compilerOptions = { module: 'nodenext', target: 'es2023', types: [], rootDir: '.', sourceMap: true };
  write('tsconfig.json', '{}');
  write('tsconfig.build.json', JSON.stringify({ compilerOptions, include: ['*.ts', 'prisma'], exclude: [] }));
  write(
    'zalo-api-ts/tsconfig.build.json',
    JSON.stringify({ compilerOptions: { ...compilerOptions, rootDir: 'src', declaration: true }, include: ['src'] }),
  );
  write('zalo-api-ts/src/index.ts', 'export const one: number = 1;\n');
  write('loa.ts', "import { model } from './prisma/generated/client.js';\nexport const answer: number = model;\n");
  prepared = copyOf(cloned);
  folder = prepared;
  await prepare();
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

afterAll(() => {
  for (const made of [cloned, prepared]) rmSync(made, { recursive: true, force: true });
});

function copyOf(project: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'loa-setup-test-'));
  cpSync(project, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  return copy;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function lockFile(names: string[]): string {
  const libraries = names.flatMap((name) => [
    [`node_modules/${name}`, { resolved: `tools/${name}`, link: true }],
    [`tools/${name}`, { name, version: '1.0.0' }],
  ]);
  const packages = { '': { name: 'small', workspaces: ['tools/*'] }, ...Object.fromEntries(libraries) };
  return JSON.stringify({ name: 'small', lockfileVersion: 3, requires: true, packages });
}

interface Run {
  code: number | string;
  said: string;
}

/** Without a network, so that nothing of this depends on one. */
function environment(language: string): NodeJS.ProcessEnv {
  return { ...process.env, LOA_LANG: language, npm_config_offline: 'true' };
}

function prepare(language = 'en'): Promise<Run> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['setup/setup.mjs'],
      { cwd: folder, env: environment(language) },
      (error, _stdout, stderr) => {
        resolve({ code: error === null ? 0 : (error.code ?? 'killed'), said: stderr });
      },
    );
  });
}

const there = (path: string): boolean => existsSync(join(folder, path));

test('installs, generates and builds once; the second time there is nothing to do', async () => {
  folder = copyOf(cloned);
  const first = await prepare();
  expect(first.said).toMatch(
    /Installing libraries: done.*Generating the database client: done.*Building the program: done/s,
  );
  expect(first.code).toBe(0);
  const program: unknown = await import(join(folder, 'dist', 'loa.js'));
  expect(program).toMatchObject({ answer: 1 });
  expect(await prepare()).toEqual({ code: 0, said: '' });
});

test('touches only what changed: a source is built, a schema generated and built, a lost library installed', async () => {
  folder = copyOf(prepared);
  write('second.ts', 'export const second = 2;\n');
  expect((await prepare()).said).toMatch(/^Building the program…\nBuilding the program: done .*\n$/);
  write('prisma/schema.prisma', 'model Two {}\n');
  expect((await prepare()).said).toMatch(/^Generating.*\n.*\nBuilding.*\n.*\n$/);
  rmSync(join(folder, 'node_modules', 'prisma'));
  expect((await prepare()).said).toContain('Installing libraries: done');
});

test('a source that was deleted is no longer in dist', async () => {
  folder = copyOf(prepared);
  write('gone.ts', 'export const gone = 1;\n');
  await prepare();
  expect(there('dist/gone.js')).toBe(true);
  rmSync(join(folder, 'gone.ts'));
  await prepare();
  expect(there('dist/gone.js')).toBe(false);
});

test('the package is compiled before the program, and neither is moved into place without the other', async () => {
  folder = copyOf(prepared);
  expect(there('zalo-api-ts/dist/index.d.ts')).toBe(true);
  const former = readFileSync(join(folder, 'zalo-api-ts/dist/index.js'), 'utf8');
  write('zalo-api-ts/src/index.ts', 'export const two: number = 2;\n');
  write('loa.ts', "import { one } from './zalo-api-ts/.dist-next/index.js';\nexport const answer: number = one;\n");
  expect((await prepare()).said).toContain('loa.ts(1,10): error TS2305');
  expect(readFileSync(join(folder, 'zalo-api-ts/dist/index.js'), 'utf8')).toBe(former);
  expect(there('zalo-api-ts/.dist-next')).toBe(false);
  rmSync(join(folder, 'zalo-api-ts/dist'), { recursive: true });
  write('loa.ts', 'export const answer: number = 1;\n');
  expect((await prepare()).code).toBe(0);
  expect(readFileSync(join(folder, 'zalo-api-ts/dist/index.js'), 'utf8')).toContain('two');
});

test('a lock file with another library is installed, and the lock file itself is never touched', async () => {
  folder = copyOf(prepared);
  write('tools/third/package.json', JSON.stringify({ name: 'third', version: '1.0.0' }));
  const lock = lockFile([...Object.keys(LIBRARIES), 'third']);
  write('package-lock.json', lock);
  expect((await prepare()).said).toContain('Installing libraries: done');
  expect(there('node_modules/third/package.json')).toBe(true);
  expect(readFileSync(join(folder, 'package-lock.json'), 'utf8')).toBe(lock);
});

test('what fails is told in one line with how to mend it and what the tool said, and the former program stays', async () => {
  folder = copyOf(prepared);
  write('loa.ts', "export const answer: number = 'two';\n");
  const failed = await prepare();
  expect(failed.code).toBe(1);
  expect(failed.said).toMatch(
    /Building the program: failed\. The source has faults: .*\nThe tool said:\n {2}loa\.ts\(1,14\): error TS2322/,
  );
  expect(readFileSync(join(folder, 'dist/loa.js'), 'utf8')).toContain('model');
  expect((await prepare('vi')).said).toContain('Dựng chương trình: không được. Mã nguồn có lỗi');
  write('loa.ts', 'export const answer = 2;\n');
  expect((await prepare()).code).toBe(0);
});

test('two at once do the work once, and the second waits for the first', async () => {
  folder = copyOf(cloned);
  const both = await Promise.all([prepare(), prepare()]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(both.filter(({ said }) => said.includes('Installing')).length).toBe(1);
});

test('one that was killed half-way blocks nobody and is not taken for finished', async () => {
  folder = copyOf(cloned);
  const child = spawn(process.execPath, ['setup/setup.mjs'], { cwd: folder, stdio: 'ignore', env: environment('en') });
  while (!there('.loa/setup.lock')) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  expect((await prepare()).code).toBe(0);
  expect(there('dist/loa.js') && there('node_modules/prisma/package.json')).toBe(true);
  expect(there('.loa/setup.lock')).toBe(false);
});

test('one that is interrupted says so, ends the way signals end programs and leaves no lock', async () => {
  folder = copyOf(cloned);
  const child = spawn(process.execPath, ['setup/setup.mjs'], { cwd: folder, env: environment('en') });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  child.stderr.once('data', () => child.kill('SIGTERM'));
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(143);
  expect(said).toContain('Stopped half-way');
  expect(there('.loa/setup.lock')).toBe(false);
});

test('a missing lock file is named, with where to take it from', async () => {
  folder = copyOf(cloned);
  rmSync(join(folder, 'package-lock.json'));
  const failed = await prepare();
  expect(failed).toMatchObject({ code: 1 });
  expect(failed.said).toContain('package-lock.json is missing');
});
