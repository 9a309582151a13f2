import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { MediaRef } from '../../content/message.js';
import type { Outcome } from '../../scheduler/channel.js';
import { testLog } from '../../test/support/database.js';
import { FILE_HANDLE_REFUSED, type FileSend, SentFiles } from './files.js';

const PHOTO: MediaRef = { kind: 'photo', sha256: 'ab', fileName: 'a.png', mime: 'image/png', sizeBytes: 1 };

test('two who meet an old handle together hold up nobody, however slowly the table forgets it', async () => {
  let stored: string | null = 'old';
  const uploads = {
    find: async () => stored,
    keep: async (_file: MediaRef, handle: string) => {
      stored = handle;
    },
    drop: async (_file: MediaRef, handle: string) => {
      await sleep(50);
      if (stored === handle) stored = null;
    },
  };
  const files = new SentFiles(uploads, async () => new Uint8Array([1]), testLog);
  const sent: Outcome = { kind: 'sent', messageIds: ['1'] };
  const send: FileSend = {
    withHandle: async (handle) => (handle === 'old' ? { kind: 'content', reason: FILE_HANDLE_REFUSED } : sent),
    withBytes: async () => ({ outcome: sent, handle: 'new' }),
  };
  const outcomes = await Promise.all([files.send(PHOTO, send), files.send(PHOTO, send)]);
  expect(outcomes.filter(({ kind }) => kind === 'sent' || kind === 'later')).toHaveLength(2);
  expect(outcomes).toContainEqual(sent);
  expect(await files.send(PHOTO, send)).toEqual(sent);
  expect(stored).toBe('new');
});
