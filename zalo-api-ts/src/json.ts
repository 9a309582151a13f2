/**
 * JSON as Zalo writes it. Ids exceed 2^53, and some places write them as bare numbers: a plain parse would change their
 * last digits silently. Here an integer that a number cannot hold exactly comes out as the string of its digits.
 */
export function parseJson(text: string): unknown {
  // Parsed first even when it is parsed again: what is not JSON must not reach the rewriting.
  const parsed: unknown = JSON.parse(text);
  return MAY_BE_BIG.test(text) ? JSON.parse(quoteBigIntegers(text)) : parsed;
}

/** So many digits that are no string of their own: ids mostly are one, and what holds only such is parsed once. */
const MAY_BE_BIG = /(?:^|[:,[])\s*-?\d{16}/;

/** @throws SyntaxError for bytes that are not JSON in UTF-8 */
export function parseJsonBytes(bytes: Uint8Array): unknown {
  try {
    return parseJson(UTF8.decode(bytes));
  } catch {
    // The message of either error would quote the text.
    throw new SyntaxError('The bytes are not JSON in UTF-8');
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });
const NUMBER = /-?\d+(\.\d+)?([eE][+-]?\d+)?/y;

/** `json` must be valid. One pass, so that the length of an input costs no more than its length. */
function quoteBigIntegers(json: string): string {
  let out = '';
  let copied = 0;
  let at = 0;
  while (at < json.length) {
    const char = json[at];
    if (char === '"') {
      at = endOfString(json, at);
    } else if (char === '-' || (char !== undefined && char >= '0' && char <= '9')) {
      NUMBER.lastIndex = at;
      const [number = char, fraction, exponent] = NUMBER.exec(json) ?? [];
      if (fraction === undefined && exponent === undefined && !Number.isSafeInteger(Number(number))) {
        out += `${json.slice(copied, at)}"${number}"`;
        copied = at + number.length;
      }
      at += number.length;
    } else {
      at += 1;
    }
  }
  return out + json.slice(copied);
}

/** The place behind the closing quote of the string that opens at `start`. */
function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at + 1;
}
