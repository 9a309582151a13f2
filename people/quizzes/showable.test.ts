import { describe, expect, it } from 'vitest';
import { type Counted, LEAST, showable } from './showable.js';

const tree = (...rows: [code: string, parent: string | null, people: number][]): Counted[] =>
  rows.map(([code, parent, people]) => ({ code, parent, people }));
const shown = (...rows: Parameters<typeof tree>): string[] => [...showable(tree(...rows))].sort();

describe('which places are shown', () => {
  it('none under ten people, and nothing where all together are under ten', () => {
    expect(shown(['', null, 9], ['38', '', 9])).toEqual([]);
    expect(shown(['', null, 10], ['38', '', 10])).toEqual(['', '38']);
  });

  it('a small place is not what is left when its neighbours are subtracted from the province', () => {
    // 38 − b − c = 3: the smaller of the two goes as well.
    expect(shown(['', null, 35], ['38', '', 35], ['a', '38', 3], ['b', '38', 20], ['c', '38', 12])).toEqual([
      '',
      '38',
      'b',
    ]);
  });

  it('neither are those who are counted in the province itself and in none of its communes', () => {
    expect(shown(['', null, 24], ['38', '', 24], ['b', '38', 20])).toEqual(['', '38']);
  });

  it('a place that is hidden hides everything below it', () => {
    expect(shown(['', null, 52], ['38', '', 40], ['33', '', 12], ['x', '33', 12], ['a', '38', 40])).toEqual([
      '',
      '33',
      '38',
      'a',
      'x',
    ]);
    // 3 people of a third province: the province of 12 is hidden, and so is its only commune.
    expect(
      shown(['', null, 55], ['38', '', 40], ['33', '', 12], ['x', '33', 12], ['a', '38', 40], ['1', '', 3]),
    ).toEqual(['', '38', 'a']);
  });

  it('whatever the places are, nothing that can be worked out is about one to nine people', () => {
    let seed = 7;
    const chance = (n: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * n);
    };
    for (let round = 0; round < 500; round += 1) {
      const counted: Counted[] = [{ code: '', parent: null, people: 0 }];
      const grow = (code: string, depth: number): number => {
        let people = chance(4) === 0 ? chance(15) : 0;
        for (let at = 0; at < (depth === 0 ? 0 : 1 + chance(4)); at += 1) {
          const child = { code: `${code}/${at}`, parent: code, people: 0 };
          counted.push(child);
          child.people = grow(child.code, depth - 1) + chance(14);
          people += child.people;
        }
        return people;
      };
      const top = counted[0];
      if (top !== undefined) top.people = grow('', 3);
      const visible = showable(counted);
      for (const { code, parent, people } of counted.filter((one) => visible.has(one.code))) {
        expect(people).toBeGreaterThanOrEqual(LEAST);
        if (parent !== null) expect(visible.has(parent)).toBe(true);
        // What is left of a place without the shown ones below it is what every difference is made of.
        const rest =
          people -
          counted
            .filter((one) => one.parent === code && visible.has(one.code))
            .reduce((sum, one) => sum + one.people, 0);
        expect(rest === 0 || rest >= LEAST).toBe(true);
      }
    }
  });
});
