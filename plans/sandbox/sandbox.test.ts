import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../base/errors.js';
import { projectRoot } from '../../base/root.js';
import { readPlan } from '../readPlan.js';
import { readPlanApart } from './readPlanApart.js';
import { type Confined, type Limits, runConfined } from './runConfined.js';

const LIMITS: Limits = { timeMs: 60_000, heapMb: 64, memoryMb: 400, answerBytes: 1024 * 1024 };
const HOSTILE = new URL(`file://${join(projectRoot, 'plans', 'fixtures', 'hostile.mjs')}`);
const unseen = join(projectRoot, 'plans', 'fixtures', 'unseen');

const run = (deed: string, where = '', limits: Partial<Limits> = {}): Promise<Confined> =>
  runConfined(HOSTILE, [deed, where], Buffer.alloc(5 * 1024 * 1024), { ...LIMITS, ...limits });

async function answerOf(deed: string, where = ''): Promise<string> {
  const outcome = await run(deed, where);
  return outcome.kind === 'answered' ? outcome.answer.toString() : outcome.kind;
}

describe('whatever a document makes its reader do', () => {
  it.each([
    ['turns for ever', 'too-slow'],
    ['waits for ever', 'too-slow'],
  ])('one that %s is ended', async (deed, kind) => {
    expect((await run(deed, '', { timeMs: 1500 })).kind).toBe(kind);
  });

  it('one that fills the heap is ended, and we live', async () => {
    expect((await run('fills the heap')).kind).toBe('too-much-memory');
  });

  // Only Linux holds a process to the memory that typed arrays take.
  it.runIf(process.platform === 'linux')('one that fills memory outside the heap is ended', async () => {
    expect((await run('fills typed arrays')).kind).toBe('too-much-memory');
  });

  it.each(['fails with its text', 'ends without a word', 'is killed', 'answers without end', 'cries without end'])(
    'one that %s has crashed, and not a word of its text is handed on',
    async (deed) => {
      expect(await run(deed)).toEqual({ kind: 'crashed' });
    },
  );

  it('one that ends before it has read its input does not break the pipe for us', async () => {
    expect(['answered', 'crashed']).toContain((await run('does not read its input')).kind);
  });

  it('it reaches no network', async () => {
    let visits = 0;
    const server = createServer((socket) => {
      visits += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    try {
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      expect(await answerOf('goes abroad', String(port))).not.toContain('done');
      expect(visits).toBe(0);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('it writes no file and starts no program', async () => {
    const file = join(tmpdir(), `loa-sandbox-${process.pid}`);
    expect(await answerOf('writes a file', file)).toBe('ERR_ACCESS_DENIED');
    expect(existsSync(file)).toBe(false);
    expect(await answerOf('starts a program')).toBe('ERR_ACCESS_DENIED');
  });

  it('it has no environment, so no token, and what libraries print goes nowhere', async () => {
    process.env['LOA_SANDBOX_TEST'] = 'a token';
    try {
      expect(await answerOf('tells its environment')).not.toContain('a token');
    } finally {
      delete process.env['LOA_SANDBOX_TEST'];
    }
    expect(await answerOf('prints what it reads')).toBe('answer');
  });
});

describe('a plan read apart', () => {
  it.each(['so-y-te-hiv.docx', 'so-giao-duc-phu-luc.pdf', 'phuong-phong-chay.txt'])(
    '%s is read as it is in our own process',
    async (name) => {
      const bytes = readFileSync(join(unseen, name));
      expect(await readPlanApart(bytes, name)).toEqual(await readPlan(bytes, name));
    },
  );

  it.each([
    ['too slow', { timeMs: 1 }, 'plan-too-slow'],
    ['too large for the heap', { heapMb: 8 }, 'plan-too-much-memory'],
    ['longer in its answer than any plan', { answerBytes: 100 }, 'plan-reader-failed'],
  ])('that is %s gets one line, without name or text', async (_, limits, code) => {
    const name = 'so-y-te-hiv.docx';
    const all: Limits = { timeMs: 60_000, heapMb: 512, memoryMb: 1_000, answerBytes: 1e8, ...limits };
    const error: unknown = await readPlanApart(readFileSync(join(unseen, name)), name, 'en', all).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(InputError);
    if (!(error instanceof InputError)) return;
    expect(error.code).toBe(code);
    expect(error.faults).toHaveLength(1);
    expect(error.message.split('\n')).toHaveLength(1);
    expect(error.message).not.toContain('HIV');
  });

  it('that is refused is refused in the language that was asked for', async () => {
    const secret = Buffer.from('TỐI MẬT\nKẾ HOẠCH\nBảo vệ\nI. TỔ CHỨC THỰC HIỆN\n1. Công an tỉnh: tuần tra.');
    await expect(readPlanApart(secret, 'a.txt', 'en')).rejects.toMatchObject({ code: 'plan-classified' });
    await expect(readPlanApart(new Uint8Array(21 * 1024 * 1024), 'a.docx')).rejects.toMatchObject({
      code: 'plan-too-big',
    });
    await expect(readPlanApart(Buffer.from('a'), 'không đuôi', 'en')).rejects.toThrow(/kind of file/);
  });

  it('holds up nobody: the clock goes on while it is read', async () => {
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
    }, 5);
    try {
      await readPlanApart(readFileSync(join(unseen, 'so-y-te-hiv.docx')), 'a.docx');
      expect(ticks).toBeGreaterThan(3);
    } finally {
      clearInterval(timer);
    }
  });
});
