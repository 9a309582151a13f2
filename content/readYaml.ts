import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Fault } from '../base/errors.js';
import { contentFault, type FaultCode } from './fault.js';
import type { Translate } from './i18n.js';

/** Fault codes a schema may give as the message of a check; everything else is said by the kind of the issue. */
const SCHEMA_CODES = [
  'badLanguage',
  'badMonthDay',
  'badTime',
  'badSlot',
  'oneFileOnly',
  'buttonAction',
  'buttonUrl',
  'dateOrDay',
  'badReviewDay',
  'badMinority',
] as const satisfies FaultCode[];
/** The codes a schema may name, so that a slip in one does not compile: `z.string().regex(…, code('badTime'))`. */
export const code = (name: (typeof SCHEMA_CODES)[number]): string => name;

export interface Yaml<T> {
  /** What the schema made of the text, or null where there are faults. */
  value: T | null;
  faults: Fault[];
  /** The line of the file on which a field stands; of what holds it when the field is not there. */
  line(path: readonly PropertyKey[]): number;
}

/** Parses YAML once, at the edge: every fault comes with the line of the file it stands on. */
export function readYaml<T>(
  source: { text: string; file: string; firstLine: number },
  schema: z.ZodType<T>,
  t: Translate,
): Yaml<T> {
  const counter = new LineCounter();
  const document = parseDocument(source.text, { lineCounter: counter, prettyErrors: false });
  const lineAt = (offset: number): number => source.firstLine - 1 + Math.max(1, counter.linePos(offset).line);
  const line = (path: readonly PropertyKey[]): number => lineAt(offsetOf(document, path));
  if (document.errors.length > 0) {
    const faults = document.errors.map((error) => {
      const column = counter.linePos(error.pos[0]).col;
      return contentFault(t, 'yamlSyntax', { file: source.file, line: lineAt(error.pos[0]) }, { column });
    });
    return { value: null, faults, line };
  }
  const parsed = schema.safeParse(document.toJS() ?? {});
  if (parsed.success) return { value: parsed.data, faults: [], line };
  const faults = parsed.error.issues.flatMap((issue) => describe(issue, document, source.file, line, t));
  return { value: null, faults, line };
}

function describe(
  issue: z.core.$ZodIssue,
  document: Document,
  file: string,
  line: Yaml<unknown>['line'],
  t: Translate,
): Fault[] {
  const field = issue.path.map(String).join('.');
  const where = { file, line: line(issue.path) };
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      contentFault(t, 'fieldUnknown', { file, line: line([...issue.path, key]) }, { field: key }),
    );
  }
  const value: unknown = document.getIn(issue.path);
  const named = SCHEMA_CODES.find((name) => name === issue.message);
  if (named !== undefined)
    return [contentFault(t, named, where, { field, value: isNode(value) ? '' : String(value ?? '') })];
  if (value === undefined || value === null) return [contentFault(t, 'fieldMissing', where, { field })];
  if (issue.code === 'invalid_type') {
    const kind = issue.expected === 'record' ? 'object' : issue.expected;
    const known = (['string', 'number', 'array', 'object'] as const).find((name) => name === kind) ?? 'other';
    return [contentFault(t, 'fieldType', where, { field, expected: t(`content:expected.${known}`) })];
  }
  return [contentFault(t, 'fieldValue', where, { field })];
}

/** Where a field begins: its key in a map, its value in a list, else whatever of its path is there. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const holder = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    if (isMap(holder)) {
      const pair = holder.items.find((item) => isScalar(item.key) && String(item.key.value) === String(last));
      if (isNode(pair?.key) && pair.key.range) return pair.key.range[0];
    }
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return isNode(document.contents) && document.contents.range ? document.contents.range[0] : 0;
}
