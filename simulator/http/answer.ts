import type { ServerResponse } from 'node:http';

/** Writes an answer, unless the caller has gone. The length is stated, so that the connection can be used again. */
export function answer(response: ServerResponse, status: number, body: string, more: string[] = []): void {
  if (response.destroyed || response.writableEnded) return;
  const type = body.startsWith('<') ? 'text/html' : 'application/json';
  response.writeHead(status, ['content-type', type, 'content-length', String(Buffer.byteLength(body)), ...more]);
  response.end(body);
}
