/**
 * The ruled lines of a PDF page, out of its drawing operators. Printers draw a table's border as strokes or as
 * rectangles a hair wide; both come out as segments along one axis. Areas, curves and slanted lines are no rules.
 */
export interface Rule {
  /** Across the page, or down it. */
  across: boolean;
  /** Where it stands: y of a rule across, x of a rule down. */
  at: number;
  from: number;
  to: number;
}

export interface Operators {
  fnArray: readonly number[];
  argsArray: readonly unknown[];
}

/** Numbers of the operators looked at, from the library's own table. */
export interface OperatorCodes {
  save: number;
  restore: number;
  transform: number;
  constructPath: number;
  paintFormXObjectBegin: number;
  paintFormXObjectEnd: number;
  stroke: number;
  closeStroke: number;
  fillStroke: number;
  closeFillStroke: number;
}

type Matrix = readonly [number, number, number, number, number, number];
const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];
/** Thickest border taken for a line, and shortest line taken for a border, in points. */
const THICK = 3;
const SHORT = 5;
/** More lines than any page of tables has: a drawing or a map. */
const MAX_RULES = 3_000;

/** The page's rules in its own coordinates; none where there are so many that it must be a drawing. */
export function rulesOf({ fnArray, argsArray }: Operators, codes: OperatorCodes): Rule[] {
  const strokes = new Set([codes.stroke, codes.closeStroke, codes.fillStroke, codes.closeFillStroke]);
  const rules: Rule[] = [];
  const stack: Matrix[] = [];
  let matrix = IDENTITY;
  for (const [index, code] of fnArray.entries()) {
    const args = list(argsArray[index]);
    if (code === codes.save) stack.push(matrix);
    else if (code === codes.restore || code === codes.paintFormXObjectEnd) matrix = stack.pop() ?? IDENTITY;
    else if (code === codes.transform) matrix = multiply(matrix, matrixOf(args));
    else if (code === codes.paintFormXObjectBegin) {
      stack.push(matrix);
      matrix = multiply(matrix, matrixOf(list(args[0])));
    } else if (code === codes.constructPath) {
      const path = numbers(list(args[1])[0]);
      for (const points of subpaths(path)) addRules(rules, points, matrix, strokes.has(Number(args[0])));
      if (rules.length > MAX_RULES) return [];
    }
  }
  return rules;
}

function addRules(
  rules: Rule[],
  points: readonly (readonly [number, number])[],
  matrix: Matrix,
  stroked: boolean,
): void {
  const placed = points.map(([x, y]): [number, number] => [
    matrix[0] * x + matrix[2] * y + matrix[4],
    matrix[1] * x + matrix[3] * y + matrix[5],
  ]);
  const whole = segment(placed);
  if (whole !== null) rules.push(whole);
  else if (stroked) {
    for (const [index, point] of placed.entries()) {
      const next = placed[index + 1];
      const side = next === undefined ? null : segment([point, next]);
      if (side !== null) rules.push(side);
    }
  }
}

function segment(points: readonly (readonly [number, number])[]): Rule | null {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  if (high - low <= THICK && right - left >= SHORT)
    return { across: true, at: (low + high) / 2, from: left, to: right };
  if (right - left <= THICK && high - low >= SHORT)
    return { across: false, at: (left + right) / 2, from: low, to: high };
  return null;
}

/** Points of each closed or open run of straight lines; a curve ends the run and is left out. */
function subpaths(path: readonly number[]): [number, number][][] {
  const runs: [number, number][][] = [];
  let run: [number, number][] = [];
  for (let at = 0; at < path.length; ) {
    const code = path[at];
    const [x = 0, y = 0] = [path[at + 1], path[at + 2]];
    if (code === 0) {
      if (run.length > 1) runs.push(run);
      run = [[x, y]];
      at += 3;
    } else if (code === 1) {
      run.push([x, y]);
      at += 3;
    } else if (code === 4) {
      const first = run[0];
      if (first !== undefined) run.push(first);
      at += 1;
    } else {
      run = [];
      at += code === 2 ? 7 : 5;
    }
    if (run.length > 200) run = [];
  }
  if (run.length > 1) runs.push(run);
  return runs;
}

function multiply(a: Matrix, b: Matrix): Matrix {
  return [
    a[0] * b[0] + a[2] * b[1],
    a[1] * b[0] + a[3] * b[1],
    a[0] * b[2] + a[2] * b[3],
    a[1] * b[2] + a[3] * b[3],
    a[0] * b[4] + a[2] * b[5] + a[4],
    a[1] * b[4] + a[3] * b[5] + a[5],
  ];
}

function matrixOf(args: readonly unknown[]): Matrix {
  const [a, b, c, d, e, f] = args.map(Number);
  return a === undefined || b === undefined || c === undefined || d === undefined || e === undefined || f === undefined
    ? IDENTITY
    : [a, b, c, d, e, f];
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : ArrayBuffer.isView(value) ? numbers(value) : [];
}

function numbers(value: unknown): number[] {
  if (value instanceof Float32Array || value instanceof Float64Array) return [...value];
  if (Array.isArray(value)) return value.map(Number);
  // The library hands a path over as an object with numbered fields where it was copied between threads.
  return typeof value === 'object' && value !== null ? Object.values(value).map(Number) : [];
}
