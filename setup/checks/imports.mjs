/**
 * Imports run downwards: a room imports only from the rooms listed for it, no files import each other in a circle, and
 * what belongs to one channel stays with the channels. Tests, measurements and loa.ts, which wires the parts
 * together, may import anything.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/** From the bottom to the top: what each room may know. A room that is not here may not be imported by any. */
const PRISMA = ['base'];
const CONTENT = [...PRISMA, 'prisma'];
const PEOPLE = [...CONTENT, 'content'];
const CREDENTIALS = [...PRISMA, 'prisma'];
const PLANS = [...PEOPLE, 'people'];
const SCHEDULER = [...PLANS, 'plans'];
const BOT = [...SCHEDULER, 'scheduler', 'credentials', 'zalo-api-ts'];
const CONSOLE = [...SCHEDULER, 'scheduler'];
/** @type {Record<string, string[]>} */
const MAY_IMPORT = {
  base: [],
  prisma: PRISMA,
  content: CONTENT,
  people: PEOPLE,
  credentials: CREDENTIALS,
  plans: PLANS,
  scheduler: SCHEDULER,
  bot: BOT,
  console: CONSOLE,
  cli: [...BOT, 'bot', 'console', 'simulator'],
  simulator: ['base', 'content'],
  setup: ['base'],
  'zalo-api-ts': [],
};

/** Libraries of one channel, and the rooms, or folders in rooms, that may know them. */
const CHANNEL_LIBRARIES = [
  { name: /^(grammy|@grammyjs\/.*)$/, folders: ['bot', 'simulator'] },
  { name: /^zalo-api-ts(\/|$)/, folders: ['bot/channels/zalo', 'cli'] },
];

/** A package of its own: others know it by its name, and by what it gives out under it. */
const PACKAGE = 'zalo-api-ts';

/** Files that may import anything. */
const FREE = /^(loa\.ts|[^/]+\.config\.ts|test\/.*|bench\/.*|.*\.test\.ts)$/;

/**
 * @typedef {{ line: number, specifier: string, isType: boolean }} Import
 */

/**
 * One sentence for each import that runs the wrong way and for each circle.
 *
 * @param {string} folder
 * @param {readonly string[]} files paths in it, with `/`
 * @returns {string[]}
 */
export function findImportFaults(folder, files) {
  /** @type {string[]} */
  const faults = [];
  /** @type {Map<string, string[]>} */
  const graph = new Map();
  for (const file of files) {
    const imports = readImports(file, readFileSync(join(folder, file), 'utf8'));
    const targets = imports.map((found) => ({ ...found, target: resolve(folder, file, found.specifier) }));
    if (!FREE.test(file)) {
      for (const { line, specifier, target } of targets) {
        const fault = directionFault(file, specifier, target);
        if (fault !== null) faults.push(`${file}:${line}: ${fault}`);
      }
    }
    // Types are gone when the program runs; a circle of them loads nothing twice and nothing too early.
    graph.set(
      file,
      targets.flatMap(({ target, isType }) => (target === null || isType ? [] : [target])),
    );
  }
  return [...faults, ...findCircles(graph)];
}

/**
 * @param {string} file
 * @param {string} specifier
 * @param {string | null} target
 */
function directionFault(file, specifier, target) {
  const from = roomOf(file);
  const library = CHANNEL_LIBRARIES.find(({ name }) => name.test(specifier));
  if (library !== undefined && !library.folders.some((folder) => file.startsWith(`${folder}/`))) {
    return `${from} may not import ${specifier}: only ${library.folders.join(' and ')} may`;
  }
  const to = target === null ? specifier : roomOf(target);
  if (target !== null && to === PACKAGE && from !== PACKAGE) {
    return `${specifier}: ${PACKAGE} is imported by its name`;
  }
  // A library: neither a file of ours nor the name of a workspace.
  if (target === null && MAY_IMPORT[to] === undefined) return null;
  if (from === to || MAY_IMPORT[from]?.includes(to)) return null;
  const allowed = MAY_IMPORT[from];
  if (allowed === undefined) return `the room ${from} is not in the table of setup/checks/imports.mjs`;
  return `${from} may not import ${to} (${specifier}), only ${allowed.join(', ') || 'itself'}`;
}

/** @param {string} file */
function roomOf(file) {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : file;
}

/**
 * @param {string} file
 * @param {string} source
 * @returns {Import[]}
 */
function readImports(file, source) {
  const { program, module, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message}`);
  /** @type {{ start: number, specifier: string, isType: boolean }[]} */
  const found = [];
  for (const { start, moduleRequest, entries } of module.staticImports) {
    found.push({
      start,
      specifier: moduleRequest.value,
      isType: entries.length > 0 && entries.every((entry) => entry.isType),
    });
  }
  for (const { entries } of module.staticExports) {
    for (const { start, moduleRequest, isType } of entries) {
      if (moduleRequest !== null) found.push({ start, specifier: moduleRequest.value, isType });
    }
  }
  new Visitor({
    ImportExpression: ({ start, source }) => {
      if (source.type === 'Literal' && typeof source.value === 'string')
        found.push({ start, specifier: source.value, isType: false });
    },
    TSImportType: ({ start, source }) => {
      found.push({ start, specifier: source.value, isType: true });
    },
  }).visit(program);
  return found.map(({ start, ...rest }) => ({ line: source.slice(0, start).split('\n').length, ...rest }));
}

/**
 * The file of this project that an import names, or null for a library.
 *
 * @param {string} folder
 * @param {string} file
 * @param {string} specifier
 */
function resolve(folder, file, specifier) {
  if (!specifier.startsWith('.')) return null;
  const named = posix.join(posix.dirname(file), specifier);
  const source = named.replace(/\.js$/, '.ts');
  return existsSync(join(folder, source)) ? source : named;
}

/**
 * @param {Map<string, string[]>} graph
 * @returns {string[]}
 */
function findCircles(graph) {
  /** @type {string[]} */
  const circles = [];
  /** @type {Set<string>} */
  const done = new Set();
  const visit = (/** @type {string} */ file, /** @type {string[]} */ path) => {
    const began = path.indexOf(file);
    if (began !== -1) circles.push(`a circle of imports: ${[...path.slice(began), file].join(' → ')}`);
    if (began !== -1 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return circles;
}
