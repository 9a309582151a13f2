import { parseDocument } from 'yaml';
import { nfc } from '../base/text.js';
import type { CampaignTree } from './campaignTree.js';

/** What somebody changes in a campaign; what is not named stays as it is, to the byte. */
export interface CampaignEdit {
  /** New texts of one message by language. One without a head keeps the picture and buttons of the old one. */
  texts?: { item: string; byLanguage: ReadonlyMap<string, Uint8Array> };
  /** Fields of a message's message.yaml: its day, its hour. */
  item?: { name: string; date?: string | undefined; time?: string | undefined };
  /** The year's theme by language. */
  theme?: ReadonlyMap<string, string>;
}

/** The files of a campaign with one edit made. The tree that was given stays as it was. Whether the result is right, the linter says. */
export function editTree(tree: CampaignTree, edit: CampaignEdit): CampaignTree {
  const files = new Map(tree.files);
  if (edit.texts !== undefined) {
    for (const [language, bytes] of edit.texts.byLanguage) {
      const path = `${edit.texts.item}/${language}.md`;
      files.set(path, withHead(bytes, files.get(path)));
    }
  }
  if (edit.item !== undefined) {
    const { name, date, time } = edit.item;
    if (date !== undefined)
      setIn(files, `${name}/message.yaml`, (document) => {
        document.delete('day');
        document.set('date', date);
      });
    if (time !== undefined) setIn(files, `${name}/message.yaml`, (document) => document.set('time', time));
  }
  for (const [language, theme] of edit.theme ?? [])
    setIn(files, 'campaign.yaml', (document) => {
      if (document.get('theme') === null) document.set('theme', document.createNode({}));
      document.setIn(['theme', language], nfc(theme).trim());
    });
  return { ...tree, files };
}

/** Changes one file of YAML and leaves its comments and order. */
function setIn(
  files: Map<string, Uint8Array>,
  path: string,
  change: (document: ReturnType<typeof parseDocument>) => void,
): void {
  const bytes = files.get(path);
  if (bytes === undefined) return;
  const document = parseDocument(new TextDecoder().decode(bytes));
  if (document.errors.length > 0) return;
  change(document);
  files.set(path, Buffer.from(document.toString({ lineWidth: 0 })));
}

const HEAD = /^---[ \t]*\n[\s\S]*?\n---[ \t]*(?:\n|$)/;

function withHead(bytes: Uint8Array, old: Uint8Array | undefined): Uint8Array {
  const text = new TextDecoder().decode(bytes).replace(/\r\n?/g, '\n');
  const head = old === undefined ? undefined : HEAD.exec(new TextDecoder().decode(old))?.[0];
  // What is no UTF-8 is left to the linter.
  if (text.startsWith('---') || head === undefined || text.includes('\ufffd')) return bytes;
  return Buffer.from(head + text);
}
