export interface UploadedFile {
  bytes: Buffer;
  fileName: string;
  mime: string;
}

const HEADER_END = Buffer.from('\r\n\r\n');

/**
 * Takes a multipart/form-data body apart as Telegram's server does: names may stand without quotes and run, spaces
 * included, to the next semicolon. grammY writes them so, and the usual parsers drop such parts without a word.
 * Null when the body is no such form.
 */
export function parseMultipart(
  body: Buffer,
  contentType: string,
): { fields: [string, string][]; files: [string, UploadedFile][] } | null {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) return null;
  const delimiter = Buffer.from(`\r\n--${mark}`);
  const fields: [string, string][] = [];
  const files: [string, UploadedFile][] = [];
  // The first delimiter may open the body without a line break before it.
  let at = body.indexOf(`--${mark}`);
  if (at < 0) return null;
  at += delimiter.length - 2;
  while (body.toString('latin1', at, at + 2) !== '--') {
    const headerEnd = body.indexOf(HEADER_END, at);
    const next = headerEnd < 0 ? -1 : body.indexOf(delimiter, headerEnd + 2);
    if (next < 0) return null;
    const content = body.subarray(headerEnd + HEADER_END.length, next);
    const { name, fileName, mime } = readHeaders(body.toString('utf8', at, headerEnd));
    if (name === undefined) return null;
    if (fileName === undefined) fields.push([name, content.toString('utf8')]);
    else files.push([name, { bytes: content, fileName: fileName === '' ? 'file' : fileName, mime }]);
    at = next + delimiter.length;
  }
  return { fields, files };
}

function readHeaders(text: string): { name?: string; fileName?: string; mime: string } {
  const found: { name?: string; fileName?: string; mime: string } = { mime: 'application/octet-stream' };
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    const header = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1);
    if (header === 'content-type') found.mime = value.trim();
    if (header !== 'content-disposition') continue;
    for (const [, key, quoted, bare] of value.matchAll(/;\s*([\w*-]+)=(?:"([^"]*)"|([^;]*))/g)) {
      if (key === 'name') found.name = decoded(quoted ?? bare ?? '');
      if (key === 'filename') found.fileName = decoded(quoted ?? bare ?? '');
    }
  }
  return found;
}

/** Names may be percent-encoded; a lone % is a lone %. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name.trim());
  } catch {
    return name.trim();
  }
}
