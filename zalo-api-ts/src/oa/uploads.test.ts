import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTransport, type UndiciTransport, type ZaloOfficialAccount } from '../index.js';
import { clientsOf, errorOf } from '../testing/clients.js';
import { type Arrived, type Loopback, startLoopback } from '../testing/loopback.js';

let server: Loopback;
let transport: UndiciTransport;
let oa: ZaloOfficialAccount;
beforeAll(async () => {
  server = await startLoopback();
  transport = createTransport();
  oa = clientsOf(server, transport).oa;
});
afterAll(async () => {
  await server.close();
  await transport.close();
});

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const GIF = Buffer.from('GIF89a\r\n--x\r\n');
const PDF = Buffer.from('%PDF-1.7');
const MB = 1 << 20;

/** The form, read by somebody else's code. */
async function formOf({ headers, body }: Arrived): Promise<[string, File | string][]> {
  const type = headers['content-type'] ?? '';
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  return [...form.entries()];
}

test('a file goes in a form, under the name Zalo wants, byte for byte', async () => {
  server.next({ json: { error: 0, data: { attachment_id: 'at1' } } });
  expect((await oa.uploads.image({ name: 'ảnh "1".jpg', bytes: JPEG })).data).toEqual({ attachmentId: 'at1' });
  expect(server.last().path).toBe('/v2.0/oa/upload/image');
  const [[name, file] = [], ...others] = await formOf(server.last());
  expect([name, others]).toEqual(['file', []]);
  if (!(file instanceof File)) throw new Error('The form has no file');
  expect([file.name, file.type]).toEqual(['ảnh "1".jpg', 'image/jpeg']);
  expect(Buffer.from(await file.arrayBuffer())).toEqual(JPEG);
});

test('each kind has its own place and its own answer', async () => {
  server.next({ json: { error: 0, data: { attachment_id: 'at2' } } }, { json: { error: 0, data: { token: 't1' } } });
  expect((await oa.uploads.gif({ name: 'a.GIF', bytes: GIF })).data).toEqual({ attachmentId: 'at2' });
  expect(server.last().path).toBe('/v2.0/oa/upload/gif');
  expect((await oa.uploads.file({ name: 'a.pdf', bytes: PDF })).data).toEqual({ token: 't1' });
  expect(server.last().path).toBe('/v2.0/oa/upload/file');
});

test('a name cannot smuggle a header into the form', async () => {
  server.next({ json: { error: 0, data: { token: 't1' } } });
  await oa.uploads.file({ name: 'a"\r\nContent-Type: text/html\r\n\r\n.csv', bytes: Buffer.from('a;b') });
  const [[, file] = []] = await formOf(server.last());
  expect(file).toMatchObject({ type: 'text/csv' });
});

test.each<[string, () => Promise<unknown>, object]>([
  ['an empty file', () => oa.uploads.image({ name: 'a.jpg', bytes: Buffer.alloc(0) }), { rule: 'required' }],
  [
    'an image over 1 MB',
    () => oa.uploads.image({ name: 'a.jpg', bytes: Buffer.concat([JPEG, Buffer.alloc(MB)]) }),
    { field: 'bytes', rule: 'too-large', limit: MB },
  ],
  [
    'a file over 5 MB',
    () => oa.uploads.file({ name: 'a.pdf', bytes: Buffer.concat([PDF, Buffer.alloc(5 * MB)]) }),
    { field: 'bytes', rule: 'too-large', limit: 5 * MB },
  ],
  ['a GIF as an image', () => oa.uploads.image({ name: 'a.gif', bytes: GIF }), { field: 'name', rule: 'wrong-type' }],
  [
    'a GIF that calls itself an image',
    () => oa.uploads.image({ name: 'a.png', bytes: GIF }),
    { field: 'bytes', rule: 'wrong-type' },
  ],
  [
    'an image that calls itself a document',
    () => oa.uploads.file({ name: 'a.docx', bytes: PNG }),
    { field: 'bytes', rule: 'wrong-type' },
  ],
  ['a program', () => oa.uploads.file({ name: 'a.exe', bytes: PDF }), { field: 'name', rule: 'wrong-type' }],
])('%s is not sent', async (_what, call, fault) => {
  const before = server.arrived.length;
  expect(await errorOf(call())).toMatchObject({ class: 'invalid', sent: 'no', faults: [fault] });
  expect(server.arrived).toHaveLength(before);
});
