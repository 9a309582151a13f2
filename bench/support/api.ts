/**
 * A Telegram and a Zalo that cost next to nothing, as a process of its own (forked): what is measured against it should be
 * the sender. It speaks just enough HTTP/1.1 over bare sockets, answers every method, counts calls and refusals, and how
 * often each chat was written to. With `--refuse-above` it refuses what exceeds that in any sliding second, by the same
 * window as the simulator of Telegram.
 */
import { createServer, type Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { Pace } from '../../simulator/telegram/pace.js';
import { Rush, type RushOptions } from './rush.js';
import type { ApiQuestion, ApiStats } from './startApi.js';
import { nowMs } from './time.js';

const { values } = parseArgs({
  options: {
    'refuse-above': { type: 'string' },
    'per-minute': { type: 'string' },
    'latency-ms': { type: 'string', default: '0' },
  },
});
const latencyMs = Number(values['latency-ms']);
const limit = values['refuse-above'];
/** What Zalo's answers say of its limit. */
const named = values['per-minute'] === undefined ? '' : `X-RateLimit-Limit: ${values['per-minute']}\r\n`;
const pace = limit === undefined ? null : new Pace({ refuseAbovePerSecond: Number(limit) });

const HEADERS_END = Buffer.from('\r\n\r\n');
/** Telegram's ids for people stay below this; the counts are kept by chat id, and benchmarks count people from 1. */
const CHATS = 1_100_000;
let perChat = new Uint16Array(CHATS);
let stats = emptyStats();
let awaited: { calls: number } | null = null;
let expected: { chat: number; askedAt: number } | null = null;
/** What people have written and nobody has fetched yet, and the question for it that is held open. */
const updates: string[] = [];
let poll: { socket: Socket; timer: NodeJS.Timeout } | null = null;
let lastUpdate = 0;
let rush: Rush | null = null;

function emptyStats(): ApiStats {
  return { calls: 0, refused: 0, chats: 0, repeated: 0, firstAt: 0, lastAt: 0 };
}

process.on('message', (question: ApiQuestion) => {
  if (question.kind === 'reset') {
    stats = emptyStats();
    perChat = new Uint16Array(CHATS);
    awaited = null;
    process.send?.({ kind: 'reset' });
  } else if (question.kind === 'stats') {
    process.send?.({ kind: 'stats', stats: withRepeats() });
  } else if (question.kind === 'await') {
    awaited = { calls: question.calls };
    tellIfReached();
  } else if (question.kind === 'rush') {
    writeMuch(question.options);
  } else {
    expected = { chat: question.chat, askedAt: nowMs() };
    if (question.says !== undefined) hear(question.chat, question.says);
  }
});

/** Many people write at a steady pace; ends when all have their answer. */
function writeMuch(options: RushOptions): void {
  const running = new Rush(options);
  rush = running;
  const timer = setInterval(() => {
    if (running.due()) answerPoll();
    if (!running.isOver) return;
    clearInterval(timer);
    rush = null;
    process.send?.({ kind: 'rushed', ...running.result() });
  }, 2);
}

/** A person writes to the bot, which learns it at once if it is asking. */
function hear(chat: number, text: string): void {
  lastUpdate += 1;
  const date = Math.floor(Date.now() / 1_000);
  const from = `{"id":${chat},"is_bot":false,"first_name":"Person","language_code":"vi"}`;
  const message = `{"message_id":${lastUpdate},"date":${date},"chat":{"id":${chat},"type":"private"},"from":${from},"text":${JSON.stringify(text)}}`;
  updates.push(`{"update_id":${lastUpdate},"message":${message}}`);
  if (poll !== null) answerPoll();
}

/** Hands out what was written since, or nothing when the question has been open long enough. */
function answerPoll(): void {
  if (poll === null) return;
  clearTimeout(poll.timer);
  // Whoever asked has gone; the next who asks gets it.
  if (poll.socket.destroyed) poll = null;
  if (poll === null) return;
  const given = [...updates.splice(0), ...(rush?.take() ?? [])];
  write(poll.socket, 200, `{"ok":true,"result":[${given.join(',')}]}`);
  poll = null;
}
process.once('disconnect', () => process.exit(0));

function withRepeats(): ApiStats {
  let chats = 0;
  let repeated = 0;
  for (const times of perChat) {
    if (times > 0) chats += 1;
    if (times > 1) repeated += 1;
  }
  return { ...stats, chats, repeated };
}

function tellIfReached(): void {
  if (awaited === null || stats.calls < awaited.calls) return;
  awaited = null;
  process.send?.({ kind: 'reached' });
}

const server = createServer({ noDelay: true }, serve);
server.listen(0, '127.0.0.1', 1_024, () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.send?.({ kind: 'listening', port: address.port });
});

/** One connection: whole requests out of the stream, each answered as it comes. */
function serve(socket: Socket): void {
  let rest: Buffer | null = null;
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    let bytes: Buffer = rest === null ? chunk : Buffer.concat([rest, chunk]);
    rest = null;
    while (bytes.length > 0) {
      const headEnd = bytes.indexOf(HEADERS_END);
      if (headEnd < 0) break;
      const head = bytes.toString('latin1', 0, headEnd);
      const whole = bodyOf(head, bytes, headEnd + 4);
      if (whole === null) break;
      reply(socket, head, whole.body);
      bytes = bytes.subarray(whole.end);
    }
    if (bytes.length > 0) rest = bytes;
  });
}

function bodyOf(head: string, bytes: Buffer, from: number): { body: string; end: number } | null {
  const length = /content-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const end = from + Number(length);
    return bytes.length < end ? null : { body: bytes.toString('utf8', from, end), end };
  }
  if (!/transfer-encoding: *chunked/i.test(head)) return { body: '', end: from };
  // grammY streams its body.
  let body = '';
  for (let at = from; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const end = lineEnd + 2 + size;
    if (bytes.length < end + 2) return null;
    if (size === 0) return { body, end: end + 2 };
    body += bytes.toString('utf8', lineEnd + 2, end);
    at = end + 2;
  }
}

function reply(socket: Socket, head: string, body: string): void {
  const method = head.slice(head.lastIndexOf('/', head.indexOf(' HTTP')) + 1, head.indexOf(' HTTP'));
  if (method.startsWith('getUpdates')) {
    // Held open for a while, as a long poll is; whoever asked before is answered with nothing.
    answerPoll();
    poll = { socket, timer: setTimeout(answerPoll, 5_000).unref() };
    if (updates.length > 0 || rush?.due() === true) answerPoll();
    return;
  }
  const zalo = ZALO[method.split('?')[0] ?? ''];
  if (zalo !== undefined) {
    write(socket, 200, zalo);
    return;
  }
  if (method !== 'sendMessage' && method !== 'cs') {
    write(socket, 200, `{"ok":true,"result":${method === 'getMe' ? BOT : 'true'}}`);
    return;
  }
  const answer = method === 'cs' ? consult(body) : send(body);
  if (latencyMs === 0) write(socket, answer.status, answer.body);
  else setTimeout(() => write(socket, answer.status, answer.body), latencyMs);
}

const BOT = '{"id":4242,"is_bot":true,"first_name":"Loa","username":"loa_bench_bot","can_join_groups":true}';

/** What Zalo answers to everything but a message. */
const ZALO: Readonly<Record<string, string>> = {
  access_token: '{"access_token":"bench-access","refresh_token":"bench-refresh","expires_in":"90000"}',
  getoa: '{"data":{"oa_id":"4242","name":"Loa"},"error":0,"message":"Success"}',
};

/** A consultation message of Zalo; refusals come with 200 there. */
function consult(body: string): { status: number; body: string } {
  const chat = Number(/"user_id": *"(\d+)/.exec(body)?.[1] ?? 0);
  const said = count(chat) > 0 ? '"error":-32,"message":"Your OA reached limit call api"' : null;
  const data = `"data":{"message_id":"${stats.calls}","user_id":"${chat}","sent_time":"${Date.now()}"}`;
  return { status: 200, body: `{${said ?? `${data},"error":0,"message":"Success"`}}` };
}

/** Takes a message to this chat into the books; how long it is refused for, else 0. */
function count(chat: number): number {
  const now = nowMs();
  const waitMs = pace?.admit(4242, chat, now, 1) ?? 0;
  if (waitMs > 0) {
    stats.refused += 1;
    return waitMs;
  }
  stats.calls += 1;
  if (stats.calls === 1) stats.firstAt = now;
  stats.lastAt = now;
  perChat[chat] = (perChat[chat] ?? 0) + 1;
  rush?.reached(chat);
  if (expected?.chat === chat) {
    process.send?.({ kind: 'arrived', askedAt: expected.askedAt, at: now });
    expected = null;
  }
  tellIfReached();
  return 0;
}

function send(body: string): { status: number; body: string } {
  const chat = Number(/"chat_id": *"?(\d+)/.exec(body)?.[1] ?? 0);
  const waitMs = count(chat);
  if (waitMs > 0) {
    const seconds = Math.ceil(waitMs / 1_000);
    const said = `"error_code":429,"description":"Too Many Requests: retry after ${seconds}","parameters":{"retry_after":${seconds}}`;
    return { status: 429, body: `{"ok":false,${said}}` };
  }
  const text = /"text":"((?:[^"\\]|\\.)*)"/.exec(body)?.[1] ?? '';
  const where = `"chat":{"id":${chat},"first_name":"Person","type":"private"},"date":${Math.floor(Date.now() / 1_000)}`;
  return {
    status: 200,
    body: `{"ok":true,"result":{"message_id":${stats.calls},"from":${BOT},${where},"text":"${text}"}}`,
  };
}

function write(socket: Socket, status: number, body: string): void {
  if (socket.destroyed) return;
  const length = Buffer.byteLength(body);
  const reason = status === 200 ? 'OK' : 'Too Many Requests';
  socket.write(
    `HTTP/1.1 ${status} ${reason}\r\n${named}Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`,
  );
}
