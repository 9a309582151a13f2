import type { Campaign, CampaignItem } from './campaign.js';
import { formatCampaignDay } from './campaignDay.js';
import { type CampaignTree, sha256Of } from './campaignTree.js';
import { formatTimeOfDay } from './monthDay.js';

/** One line that is only in the one (`-`) or only in the other (`+`). */
export interface ChangedLine {
  sign: '-' | '+';
  text: string;
}

/** What changed in one file, or one field, of a message (or of the campaign itself, where `item` is null). */
export interface CampaignChange {
  item: string | null;
  /** The message's day as the campaign writes it, `06-03`; of the version that still has it. */
  day: string | null;
  /** The language whose text it is; null for what belongs to all. */
  language: string | null;
  file: string;
  kind: 'text' | 'settings' | 'file';
  lines: ChangedLine[];
}

/** A campaign opened, with the bytes it was read from. */
export interface Side {
  tree: CampaignTree;
  campaign: Campaign;
}

/** What changed from one version of a campaign to another, in the order of days and then languages; files without words by name alone. */
export function diffCampaigns(from: Side, to: Side): CampaignChange[] {
  const paths = [...new Set([...from.tree.files.keys(), ...to.tree.files.keys()])].sort();
  const changes = paths.flatMap((path): CampaignChange[] => {
    const [before, after] = [from.tree.files.get(path), to.tree.files.get(path)];
    if (before !== undefined && after !== undefined && sha256Of(before) === sha256Of(after)) return [];
    const [first = '', second] = path.split('/');
    const name = second === undefined ? null : first;
    const found = itemOf(to.campaign, name) ?? itemOf(from.campaign, name);
    const language = /^([a-z]{2,3})\.md$/.exec(second ?? '')?.[1] ?? null;
    const isText = /\.(md|ya?ml)$/.test(path);
    return [
      {
        item: name,
        day: found === undefined ? null : formatCampaignDay(found.on),
        language,
        file: path,
        kind: language !== null ? 'text' : isText ? 'settings' : 'file',
        lines: isText ? changedLines(textOf(before), textOf(after)) : sizes(before, after),
      },
    ];
  });
  const at = new Map([...from.campaign.items, ...to.campaign.items].map((item) => [item.name, order(item)]));
  const rank = ({ item }: CampaignChange): string => (item === null ? '' : (at.get(item) ?? '~'));
  return changes.sort((a, b) => compare(rank(a), rank(b)) || compare(a.file, b.file));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const itemOf = ({ items }: Campaign, name: string | null): CampaignItem | undefined =>
  items.find((item) => item.name === name);
/** Days before Tết come before it: a number that is sorted as text must not be negative. */
const order = ({ on, time }: CampaignItem): string =>
  `${'fromTet' in on ? String(on.fromTet + 500) : formatCampaignDay(on)} ${formatTimeOfDay(time)}`;

const textOf = (bytes: Uint8Array | undefined): string =>
  bytes === undefined ? '' : new TextDecoder().decode(bytes).replace(/\r\n?/g, '\n');

const sizes = (before: Uint8Array | undefined, after: Uint8Array | undefined): ChangedLine[] => [
  ...(before === undefined ? [] : [{ sign: '-' as const, text: `${before.length} B` }]),
  ...(after === undefined ? [] : [{ sign: '+' as const, text: `${after.length} B` }]),
];

/** Lines that are in one text only, by the longest common subsequence: campaigns' files have some ten lines. */
function changedLines(before: string, after: string): ChangedLine[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  const longest: number[][] = Array.from({ length: a.length + 1 }, () => Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number): number => longest[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = longest[i];
      if (row !== undefined) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  const lines: ChangedLine[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i += 1;
      j += 1;
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ sign: '-', text: a[i] ?? '' });
      i += 1;
    } else {
      lines.push({ sign: '+', text: b[j] ?? '' });
      j += 1;
    }
  }
  return lines;
}

/** A file that is absurdly long is compared as one line: the table of the comparison is lines times lines. */
const MOST_LINES = 2_000;
function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.replace(/\n$/, '').split('\n');
  return lines.length > MOST_LINES ? [`… ${lines.length}`] : lines;
}
