import { type Body, separatorEnd } from './heads.js';
import { bodyAt, fieldAfter } from './parse.js';
import { keyOf, type Token, tokensOf } from './tokens.js';

export interface NamedBody {
  name: string;
  /** Asked ("đề nghị") rather than ordered. */
  asked: boolean;
  isClass: boolean;
}

export interface BodyList {
  bodies: NamedBody[];
  /** Offsets in the text the list was looked for in. */
  start: number;
  end: number;
  /** Where the first body ends. */
  firstEnd: number;
}

/**
 * The bodies enumerated from an offset on: "Công an tỉnh, Sở Y tế và UBND các xã, phường". Null when no body begins
 * there. A comma inside a name ("Sở Văn hóa, Thể thao và Du lịch") does not divide it.
 */
export function bodiesAt(text: string, key: string, offset: number): BodyList | null {
  const found = bodiesWithin(text, key, offset, SHORT);
  if (found === null || found.end < offset + SHORT - AHEAD || text.length <= offset + SHORT) return found;
  return bodiesWithin(text, key, offset, LONG);
}

/** Names are short, and mostly there is none: windows keep the work per call small. In letters. */
const SHORT = 300;
const LONG = 900;
/** As far as a name looks ahead: a list that ends later may go on. */
const AHEAD = 120;

function bodiesWithin(text: string, key: string, offset: number, window: number): BodyList | null {
  const part = text.slice(offset, offset + window);
  const tokens = tokensOf(part, key.slice(offset, offset + window));
  const found: { body: Body; asked: boolean }[] = [];
  let at = 0;
  let asked = false;
  for (;;) {
    const before = found.at(-1)?.body;
    const body = bodyAt(tokens, at) ?? (before === undefined ? null : fieldAfter(tokens, at, before));
    if (body === null) break;
    found.push({ body, asked });
    let next = separatorEnd(tokens, afterBracket(tokens, body.to));
    if (next === body.to) break;
    asked = keyOf(tokens, next, next + 2) === 'đề nghị';
    if (asked) next += 2;
    if (tokens[next]?.key === 'với') next += 1;
    at = next;
  }
  const last = found.at(-1)?.body;
  const first = found[0]?.body;
  if (last === undefined || first === undefined) return null;
  const bodies = found.map(({ body, asked: isAsked }) => ({
    name: nameOf(part, tokens, body),
    asked: isAsked,
    isClass: body.isClass,
  }));
  shareLevel(
    bodies,
    found.map((one) => one.body),
  );
  return {
    bodies,
    start: offset + (tokens[first.from]?.start ?? 0),
    end: offset + (tokens[last.to - 1]?.end ?? 0),
    firstEnd: offset + (tokens[first.to - 1]?.end ?? 0),
  };
}

/** "Công an tỉnh (qua PC04), Sở Y tế": the bracket is a remark, the list goes on. */
function afterBracket(tokens: readonly Token[], at: number): number {
  if (tokens[at]?.key !== '(') return at;
  const close = tokens.findIndex((token, index) => index > at && token.key === ')');
  if (close === -1 || close - at > 14) return at;
  return separatorEnd(tokens, close + 1) > close + 1 ? close + 1 : at;
}

function nameOf(text: string, tokens: readonly Token[], body: Body): string {
  const name = text.slice(tokens[body.from]?.start ?? 0, tokens[body.to - 1]?.end ?? 0);
  return body.prefix === '' ? name : `${body.prefix.charAt(0).toUpperCase()}${body.prefix.slice(1)} ${name}`;
}

/** "Viện kiểm sát nhân dân, Tòa án nhân dân tỉnh": the level said once stands for both. */
function shareLevel(bodies: NamedBody[], found: readonly Body[]): void {
  for (let index = bodies.length - 2; index >= 0; index -= 1) {
    const own = bodies[index];
    const next = bodies[index + 1];
    if (
      own === undefined ||
      next === undefined ||
      found[index]?.levelled !== false ||
      found[index + 1]?.levelled !== true
    )
      continue;
    if (!JUSTICE.test(own.name) || !JUSTICE.test(next.name)) continue;
    const level = /\s((?:các cấp|cấp|tỉnh|thành phố|khu vực|huyện|quận).*)$/iu.exec(next.name)?.[1];
    if (level !== undefined) own.name = `${own.name} ${level}`;
  }
}

const JUSTICE = /^(?:viện kiểm sát|t[oòóỏ][aà] án)/iu;
