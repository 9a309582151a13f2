import { expect, it } from 'vitest';
import { button, MOST_IDS, readButton, readLink } from './buttons.js';

const LARGEST = 2 ** 31 - 1;

it('a button for a whole page fits the 64 bytes of Telegram and is read as it was written', () => {
  const ids = Array.from({ length: MOST_IDS }, (_, at) => LARGEST - at);
  const data = button.confirmAll(LARGEST, ids);
  expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
  expect(readButton(data)).toEqual({ do: 'confirm-all', seen: LARGEST, ids });
  expect(readButton(button.confirm(7, [12]))).toEqual({ do: 'confirm', seen: 7, ids: [12] });
});

it("what an older or a newer program wrote is known as staff's and as old; what is an official's is not touched", () => {
  for (const data of ['s1:q:1', 's2:c:1.2', 's1:c:1', 's1:c:', 's1:o:0', 's1:o:99999999999', 's1:c:1.zzzzzzzz'])
    expect(readButton(data)).toBe('old');
  for (const data of ['t:12', 'm:', 'a1:d:12', 'f1:3:skip', 'stop', 'over']) expect(readButton(data)).toBeNull();
});

it('the code under the words of a link is read back', () => {
  expect(readLink(button.link('K7QM20PXZR4D'))).toBe('K7QM20PXZR4D');
  expect(readLink('s1:l:short')).toBeNull();
});
