import { readFileSync } from 'node:fs';
import { z } from 'zod';

const fieldSchema = z.object({ name: z.string(), types: z.array(z.string()), required: z.boolean() });
const specificationSchema = z.object({
  version: z.string(),
  methods: z.record(z.string(), z.object({ fields: z.array(fieldSchema) })),
  /** A type without fields stands for those whose names begin with its own: InputMedia for InputMediaPhoto and its kin. */
  types: z.record(z.string(), z.array(fieldSchema)),
});
type Field = z.output<typeof fieldSchema>;
export type Specification = z.output<typeof specificationSchema>;

/** Reads a machine-readable description of the Bot API: its methods and types with their fields. */
export function readSpecification(file: string): Specification {
  return specificationSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/**
 * What is wrong with a call according to the specification: an unknown method, a required field that is missing, a field
 * that does not exist, a value of the wrong type, down into the objects it carries. Empty when nothing is.
 */
export function checkCall(specification: Specification, method: string, params: Record<string, unknown>): string[] {
  const known = specification.methods[method];
  if (known === undefined) return [`${method}: no such method`];
  return checkFields(specification, method, known.fields, params);
}

function checkFields(spec: Specification, where: string, fields: Field[], values: Record<string, unknown>): string[] {
  const faults: string[] = [];
  for (const field of fields) {
    const value = values[field.name];
    if (value === undefined || value === null) {
      if (field.required) faults.push(`${where}.${field.name}: required, but missing`);
      continue;
    }
    const perType = field.types.map((type) => checkValue(spec, `${where}.${field.name}`, type, value));
    // The alternative that fits best is the one that was meant.
    const best = perType.reduce((a, b) => (b.length < a.length ? b : a));
    faults.push(...best);
  }
  const names = new Set(fields.map((field) => field.name));
  for (const name of Object.keys(values)) if (!names.has(name)) faults.push(`${where}.${name}: no such field`);
  return faults;
}

function checkValue(spec: Specification, where: string, type: string, value: unknown): string[] {
  if (type.startsWith('Array of ')) {
    const list = parsed(value);
    if (!Array.isArray(list)) return [`${where}: expected ${type}`];
    return list.flatMap((item: unknown, i) => checkValue(spec, `${where}[${i}]`, type.slice(9), item));
  }
  switch (type) {
    case 'Integer':
      return Number.isInteger(value) || (typeof value === 'string' && /^-?\d+$/.test(value))
        ? []
        : [`${where}: expected Integer`];
    case 'Float':
      return Number.isFinite(typeof value === 'string' && value !== '' ? Number(value) : value)
        ? []
        : [`${where}: expected Float`];
    case 'String':
      return typeof value === 'string' ? [] : [`${where}: expected String`];
    case 'Boolean':
      return typeof value === 'boolean' || value === 'true' || value === 'false' ? [] : [`${where}: expected Boolean`];
    case 'InputFile':
      // In the simulator's log an upload stands as {file, mime, bytes}.
      return isObject(value) && 'file' in value ? [] : [`${where}: expected InputFile`];
    default:
      return checkObject(spec, where, type, parsed(value));
  }
}

function checkObject(spec: Specification, where: string, type: string, value: unknown): string[] {
  const fields = spec.types[type];
  if (fields === undefined) return [`${where}: the specification does not know ${type}`];
  if (!isObject(value)) return [`${where}: expected ${type}`];
  if (fields.length > 0) return checkFields(spec, where, fields, value);
  const perKind = Object.entries(spec.types)
    .filter(([name, its]) => name.startsWith(type) && its.length > 0)
    .map(([, its]) => checkFields(spec, where, its, value));
  return perKind.length === 0 ? [] : perKind.reduce((a, b) => (b.length < a.length ? b : a));
}

/** Objects and lists travel in forms as JSON text. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
