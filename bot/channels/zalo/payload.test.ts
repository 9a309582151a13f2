import { expect, it } from 'vitest';
import { HOUR_MS } from '../../../base/clock.js';
import { testClock } from '../../../test/support/testClock.js';
import { buttonPayloads } from './payload.js';

const clock = testClock();
const ours = buttonPayloads({ secret: 's', oaId: '1', clock });
const ME = '24680001';

it('a button gives back what it carried, whatever that is, to the person it was shown to', () => {
  for (const data of ['stop', 'j:114758_sphu-huynhabcd', 'p:38', 'có dấu và # dấu . chấm', 'x'.repeat(64)])
    expect(ours.read(ME, ours.sign(ME, data))).toEqual({ data, isOver: false });
});

it('nobody presses the button of another person, of another account, or one with another secret', () => {
  const text = ours.sign(ME, 'stop');
  expect(ours.read('24680002', text)).toBeNull();
  expect(buttonPayloads({ secret: 's', oaId: '2', clock }).read(ME, text)).toBeNull();
  expect(buttonPayloads({ secret: 't', oaId: '1', clock }).read(ME, text)).toBeNull();
});

it('no character of it can be changed', () => {
  const text = ours.sign(ME, 'p:38');
  for (let at = 0; at < text.length; at++) {
    const other = text[at] === 'A' ? 'B' : 'A';
    expect(ours.read(ME, text.slice(0, at) + other + text.slice(at + 1))).toBeNull();
  }
});

it('what a person types is no button', () => {
  for (const text of [
    '',
    '#',
    '#DA_NHAN 123',
    'stop',
    '#c3RvcA.zzz.AAAAAAAAAAAAAA',
    `#${'a'.repeat(2_000)}.a.${'b'.repeat(14)}`,
  ])
    expect(ours.read(ME, text)).toBeNull();
});

it('is over after a week, and still known as ours', () => {
  const text = ours.sign(ME, 'help');
  clock.set(new Date(Date.now() + 8 * 24 * HOUR_MS).toISOString());
  expect(ours.read(ME, text)).toEqual({ data: 'help', isOver: true });
  clock.set(null);
});

it('fits what Zalo takes, and gets past the syntax filter', () => {
  const text = ours.sign('9'.repeat(32), 'x'.repeat(64));
  expect(text.length).toBeLessThan(200);
  expect(text.startsWith('#')).toBe(true);
});
