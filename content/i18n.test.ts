import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { MessageKey } from './catalogues.js';
import { formatDay, formatHour, formatMoment, formatNumber, formatShortDay } from './format.js';
import { openCatalogues } from './i18n.js';

const folder = mkdtempSync(join(tmpdir(), 'loa-locales-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(language: string, sentences: object): void {
  mkdirSync(join(folder, language), { recursive: true });
  writeFileSync(join(folder, language, 'cli.json'), JSON.stringify(sentences));
}
write('vi', {
  sent: 'Đã gửi {{count, number}} tin',
  people_other: '{{count}} người ở {{place}}',
  deep: { only: 'Chỉ có tiếng Việt, {{ns}} {{lng}}' },
});
write('en', {
  sent: 'Sent {{count, number}} messages',
  people_one: 'one person in {{place}}',
  people_other: '{{count}} people in {{place}}',
});
write('qps', { sent: '[!! Šéñţ {{count, number}} !!]' });
const open = openCatalogues(folder);
// The keys of this folder are not those of the project; the cast stands for its own catalogues.ts.
const say = (locale: string, key: string, values?: Record<string, string | number>): string =>
  open(locale)(key as MessageKey, values);

describe('a sentence', () => {
  it('comes in the language of the reader', () => {
    expect(say('vi', 'cli:sent', { count: 1234 })).toBe('Đã gửi 1.234 tin');
    expect(say('en', 'cli:sent', { count: 1234 })).toBe('Sent 1,234 messages');
    expect(say('en-US', 'cli:sent', { count: 5 })).toBe('Sent 5 messages');
  });

  it('comes in Vietnamese where the language lacks it or is not known', () => {
    expect(say('en', 'cli:deep.only', { ns: 1, lng: 2 })).toBe('Chỉ có tiếng Việt, 1 2');
    expect(say('de', 'cli:sent', { count: 2 })).toBe('Đã gửi 2 tin');
    expect(say('', 'cli:sent', { count: 2 })).toBe('Đã gửi 2 tin');
  });

  it('takes the plural form of its number', () => {
    expect(say('en', 'cli:people', { count: 1, place: 'Hoa Lư' })).toBe('one person in Hoa Lư');
    expect(say('en', 'cli:people', { count: 2, place: 'Hoa Lư' })).toBe('2 people in Hoa Lư');
    expect(say('vi', 'cli:people', { count: 1, place: 'Hoa Lư' })).toBe('1 người ở Hoa Lư');
  });

  it('prints a value as it is: no escaping, no key or placeholder inside it is read', () => {
    const name = `<b>"O'Brien" & Sơn</b> $t(cli:sent) {{count}}`;
    expect(say('vi', 'cli:people', { count: 3, place: name })).toBe(`3 người ở ${name}`);
  });

  it('shows the placeholder that nobody filled instead of a hole', () => {
    expect(say('vi', 'cli:people', { count: 3 })).toBe('3 người ở {{place}}');
  });

  it('a third language needs files only', () => {
    expect(say('qps', 'cli:sent', { count: 7 })).toBe('[!! Šéñţ 7 !!]');
    expect(say('qps', 'cli:people', { count: 7, place: 'Huế' })).toBe('7 người ở Huế');
  });
});

describe('numbers and dates', () => {
  const at = new Date('2026-06-26T00:30:00Z');

  it('are written as Vietnamese readers write them, on Vietnam’s clock', () => {
    expect(formatNumber(1_234_567, 'vi')).toBe('1.234.567');
    expect(formatDay(at, 'vi')).toBe('26/6/2026');
    expect(formatMoment(at, 'vi')).toBe('07:30 26/6');
    expect(formatShortDay(new Date('2026-06-25T17:00:00Z'), 'vi')).toBe('26/6');
    expect(formatHour(new Date('2026-06-25T16:59:00Z'))).toBe('23:59');
  });

  it('are written in English for English readers', () => {
    expect(formatNumber(1_234_567, 'en')).toBe('1,234,567');
    expect(formatDay(at, 'en')).toBe('26 Jun 2026');
    expect(formatMoment(at, 'en-US')).toBe('07:30, 26 Jun');
  });
});
