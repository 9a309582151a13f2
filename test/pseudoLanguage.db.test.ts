import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { systemClock } from '../base/clock.js';
import { AskSay } from '../bot/conversations/resident/asking/say.js';
import { decide } from '../bot/conversations/resident/decide.js';
import type { Person } from '../bot/conversations/resident/person.js';
import { residentTurn } from '../bot/conversations/resident/turn.js';
import type { Incoming } from '../bot/incoming.js';
import { faqFolder, loadFaq } from '../content/faq/loadFaq.js';
import { createFaqSearch } from '../content/faq/search.js';
import { loadSpeech } from '../content/faq/speech.js';
import { localesFolder, speakFrom, translator } from '../content/i18n.js';
import { laidOn } from '../content/layOn.js';
import { lintCampaign } from '../content/lintCampaign.js';
import { loadCampaign } from '../content/loadCampaign.js';
import { locales } from '../content/locale.js';
import { type Part, partsFor } from '../content/message.js';
import { parseAudience } from '../people/audience/parseAudience.js';
import type { PlaceFinder } from '../people/findPlace.js';
import { loadPlaceFinder } from '../people/loadPlaceFinder.js';
import { type CommandLine, startCommandLine } from './support/commandLine.js';

/** A language that the program has never heard of: it is made here, of files alone. */
const PSEUDO = 'eo';
const HAM_RONG = '14758';
let folder: string;
let loa: CommandLine;
let places: PlaceFinder;

type Tree = { [key: string]: string | Tree };

/** Every English sentence between brackets: what is said without them came from somewhere else than its catalogue. */
const marked = (tree: Tree): Tree =>
  Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [key, typeof value === 'string' ? `⟦${value}⟧` : marked(value)]),
  );

const CAMPAIGN: Record<string, string> = {
  'campaign.yaml': `title: { vi: Thử, en: Trial, ${PSEUDO}: ⟦Trial⟧ }
description: { vi: Thử, en: Trial, ${PSEUDO}: ⟦Trial⟧ }
theme: { vi: Chung tay, en: Together, ${PSEUDO}: ⟦Together⟧ }
languages: [vi, en, ${PSEUDO}]
from: 06-01
to: 06-30
slots: ["07:30-11:00"]
`,
  '01-mot/message.yaml':
    'date: 06-26\ntime: "07:30"\naudience: all\nsources: ["Luật Phòng, chống ma túy 120/2025/QH15"]\n',
  '01-mot/vi.md': 'Mời bà con {{place}}. {{theme}}, {{year}}.\n',
  '01-mot/en.md': 'Please join, {{place}}. {{theme}}, {{year}}.\n',
  [`01-mot/${PSEUDO}.md`]: `---\nbuttons:\n  - [{ label: "⟦Stop⟧", data: stop }]\n---\n⟦Please join, {{place}}.⟧ {{theme}} ⟦{{year}}⟧\n`,
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loa-pseudo-'));
  cpSync(localesFolder, join(folder, 'locales'), { recursive: true });
  mkdirSync(join(folder, 'locales', PSEUDO));
  for (const name of readdirSync(join(localesFolder, 'en'))) {
    const tree: Tree = JSON.parse(readFileSync(join(localesFolder, 'en', name), 'utf8'));
    writeFileSync(join(folder, 'locales', PSEUDO, name), JSON.stringify(marked(tree)));
  }
  for (const [name, text] of Object.entries(CAMPAIGN)) {
    mkdirSync(join(folder, 'thu', '01-mot'), { recursive: true });
    writeFileSync(join(folder, 'thu', name), text);
  }
  speakFrom(join(folder, 'locales'));
  loa = await startCommandLine();
  places = await loadPlaceFinder(loa.db);
  vi.stubEnv('LOA_LANG', PSEUDO);
  loa.clockShows('2027-03-01T08:00:00+07:00');
}, 60_000);
afterAll(async () => {
  await loa.close();
  speakFrom(localesFolder);
  rmSync(folder, { recursive: true, force: true });
});

/** What stands outside of every bracket and could be a word. */
function foreign(text: string): string {
  let depth = 0;
  let rest = '';
  for (const letter of text) {
    if (letter === '⟦') depth += 1;
    else if (letter === '⟧') depth -= 1;
    else if (depth === 0) rest += letter;
  }
  return rest.replace(/[^\p{L}]+/gu, ' ').trim();
}
const wordsOf = (parts: readonly Part[]): string[] =>
  parts.flatMap(({ body, buttons }) => [body.text, ...buttons.flat().map(({ label }) => label)]);

const frame = {
  updateId: '1-1',
  externalId: '11',
  channel: 'telegram',
  at: new Date('2027-06-01T02:00:00Z'),
  language: PSEUDO,
};
const typed = (text: string): Incoming => ({ ...frame, kind: 'text', text });
const pressed = (data: string): Incoming => ({
  ...frame,
  kind: 'button',
  data,
  callbackId: 'q',
  messageId: '1',
  shown: null,
});

it('is a language of the program as soon as its folder is there, after Vietnamese and English', () => {
  expect(locales()).toEqual(['vi', 'en', PSEUDO]);
  expect(translator(PSEUDO)('bot:button.stop')).toMatch(/^⟦.*⟧$/);
  expect(parseAudience(`locale:${PSEUDO}`)).toEqual({ type: 'locale', locale: PSEUDO });
});

it.each<[string, Incoming]>([
  ['a stranger begins', { ...frame, kind: 'start', payload: '' }],
  ['a stranger says something', typed('saluton')],
  ['somebody agrees to join', pressed('j:14758')],
  ['somebody asks for help', pressed('help')],
  ['somebody stops', typed('/stop')],
])('is what is answered in when %s', async (_what, incoming) => {
  for (const person of [null, somebody()]) {
    const { replies } = decide(incoming, person, places);
    expect(wordsOf(replies).map(foreign).filter(Boolean)).toEqual([]);
  }
});

it('is what a resident of it is answered in who presses and types', async () => {
  const deps = {
    database: loa.db,
    secret: 's',
    places,
    clock: systemClock(),
    open: { danger: false, form: false, sitting: false, talk: false },
  };
  const said = [
    ...(await residentTurn(deps, typed('/help'), somebody())).replies,
    ...(await residentTurn(deps, pressed('help'), somebody())).replies,
  ];
  expect(said.length).toBeGreaterThan(0);
  // No folder of content/faq/entries is this language's, so the names of topics among the buttons are Vietnamese.
  const topics = new Set((await loadFaq()).topics.map(({ title }) => foreign(title.vi)));
  expect(
    wordsOf(said)
      .map(foreign)
      .filter((word) => word !== '' && !topics.has(word)),
  ).toEqual([]);
});

it('is what a question is answered in that is asked in it, with a folder of files beside the answers', async () => {
  const copy = join(folder, 'faq');
  cpSync(faqFolder, copy, { recursive: true });
  mkdirSync(join(copy, 'entries', PSEUDO));
  for (const { id, entries } of (await loadFaq()).topics) {
    const file = readdirSync(join(faqFolder, 'entries')).find((name) => name.endsWith(`-${id}.yaml`)) ?? '';
    const words = Object.fromEntries(
      entries.map((entry) => [
        entry.id,
        { title: `⟦${entry.title.en}⟧`, answer: `⟦${entry.answer.en}⟧`, asked: [`kio estas ${entry.id}`] },
      ]),
    );
    writeFileSync(join(copy, 'entries', PSEUDO, file), JSON.stringify({ title: `⟦${id}⟧`, entries: words }));
  }
  const faq = await loadFaq(copy);
  const found = createFaqSearch(faq, await loadSpeech(copy)).find('kio estas nup-bong');
  expect(found).toMatchObject({ kind: 'one', entry: { id: 'nup-bong' } });
  const say = new AskSay(PSEUDO, 'telegram');
  const said = [say.topics(faq, 1), ...faq.topics.map((topic) => say.topic(topic, 1))];
  const answers = faq.topics.flatMap(({ entries }) => entries).map((entry) => say.answer(entry, []));
  // Laws keep the names they have.
  const sources = /^⟦[^⟧]*: .*⟧$/gm;
  const words = [...wordsOf(said), ...wordsOf(answers).map((text) => text.replace(sources, ''))];
  expect(words.map(foreign).filter((word) => word !== '')).toEqual([]);
});

it('is offered to who joins, by the name that its own catalogue gives it', () => {
  const labels = locales().map((locale) => translator(locale)('joining:button.ownName'));
  expect(labels).toEqual(['Tiếng Việt', 'English', '⟦English⟧']);
});

it('is what a campaign says to its readers, with files alone', async () => {
  expect(await lintCampaign(join(folder, 'thu'), { year: 2027 })).toEqual([]);
  const [laid] = laidOn(await loadCampaign(join(folder, 'thu')), 2027, { place: '⟦P⟧' });
  expect(
    wordsOf(partsFor(laid?.message ?? {}, PSEUDO))
      .map(foreign)
      .filter(Boolean),
  ).toEqual([]);
  expect(wordsOf(partsFor(laid?.message ?? {}, PSEUDO))[0]).toBe('⟦Please join, ⟦P⟧.⟧ ⟦Together⟧ ⟦2027⟧');
});

it('is what staff read whose command line speaks it', async () => {
  expect((await loa.run('campaign', 'import', join(folder, 'thu'), '--as', 'an')).code).toBe(0);
  expect((await loa.run('campaign', 'use', 'thu', '--version', '1', '--as', 'an')).out).toMatch(/^⟦.*⟧\n$/);
  const { out } = await loa.run('campaign', 'preview', 'thu', '--place', HAM_RONG);
  const [head, row, version] = out.trim().split('\n');
  expect(foreign(head ?? '')).toBe('');
  expect(row).toContain('⟦Please join, Phường Hàm Rồng.⟧');
  expect(foreign(version ?? '')).toBe('');
  const refused = await loa.run('campaign', 'preview', 'thu', '--year', '19');
  expect(foreign(refused.err)).toBe('');
});

it('is refused by name where there is no such folder', async () => {
  vi.stubEnv('LOA_LANG', 'fr');
  const { code, err } = await loa.run('campaign', 'list');
  vi.stubEnv('LOA_LANG', PSEUDO);
  expect([code, err]).toEqual([2, expect.stringContaining('LOA_LANG=vi | en | eo')]);
});

function somebody(): Person {
  return { contactId: 1, locale: PSEUDO, place: HAM_RONG, groups: [], state: 'active', stateReason: null, asked: [] };
}
