import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LoaError, messageOf } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Sealer } from '../base/seal.js';
import type { Account, TokenPair } from './credential.js';

/**
 * The emergency journal: a pair that the platform has issued is on this machine's disk, sealed, before the database is
 * told of it, because the pair before it is worth nothing from that moment on. One file for each answer, written once
 * and never changed, so that processes that share the folder cannot harm each other's; it goes when the pair is committed.
 */
export interface Journal {
  /** Resolves when the entry is on the disk. */
  keep(entry: JournalEntry): void;
  /** What was never committed, the oldest first. What was torn by a crash, or sealed otherwise, is left and said. */
  entries(of: Account): JournalEntry[];
  drop(entry: JournalEntry): void;
}

export interface JournalEntry extends Account {
  /** Of the claim under which it was issued; names the file. */
  leaseToken: string;
  pair: TokenPair;
  claimedAt: Date;
}

const content = z.object({
  accessToken: z.string().min(1),
  refreshToken: z.string().min(1),
  accessLifeMs: z.number(),
  claimedAt: z.iso.datetime().transform((text) => new Date(text)),
});

export function openJournal(dataFolder: string, sealer: Sealer, log: Log): Journal {
  const folder = join(dataFolder, 'credentials');
  const told = new Set<string>();
  const prefixOf = (of: Account) => `${of.channel}.${of.account}.`;
  const placeOf = (of: Account, leaseToken: string) => ['journal', of.channel, of.account, leaseToken].join('\n');

  const read = (of: Account, name: string): JournalEntry | null => {
    const leaseToken = name.slice(prefixOf(of).length);
    try {
      const text = sealer.open(readFileSync(join(folder, name)), placeOf(of, leaseToken));
      const { claimedAt, ...pair } = content.parse(JSON.parse(text));
      return { channel: of.channel, account: of.account, leaseToken, pair, claimedAt };
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return null; // another process has just committed it
      if (!told.has(name)) {
        const reason = error instanceof LoaError ? error.code : messageOf(error);
        log.warn(
          { entry: name, reason },
          'an entry of the journal of credentials cannot be read; it is left where it is',
        );
      }
      told.add(name);
      return null;
    }
  };

  return {
    keep(entry) {
      const { accessToken, refreshToken, accessLifeMs } = entry.pair;
      const text = JSON.stringify({
        accessToken,
        refreshToken,
        accessLifeMs,
        claimedAt: entry.claimedAt.toISOString(),
      });
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const file = openSync(join(folder, prefixOf(entry) + entry.leaseToken), 'wx', 0o600);
      try {
        writeSync(file, sealer.seal(text, placeOf(entry, entry.leaseToken)));
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      // The name as well: without it a power cut leaves bytes that nobody finds.
      syncFolder(folder);
    },
    entries(of) {
      let names: string[];
      try {
        names = readdirSync(folder);
      } catch (error) {
        if (hasCode(error, 'ENOENT')) return [];
        throw error;
      }
      return names
        .filter((name) => name.startsWith(prefixOf(of)))
        .map((name) => read(of, name))
        .filter((entry) => entry !== null)
        .sort((a, b) => a.claimedAt.getTime() - b.claimedAt.getTime());
    },
    drop: (entry) => rmSync(join(folder, prefixOf(entry) + entry.leaseToken), { force: true }),
  };
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
