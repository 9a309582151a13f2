import { describe, expect, it } from 'vitest';
import { makeResidents, RESIDENT_GROUPS } from './residents.js';

const places = ['00004', '00070', '26740'];

describe('invented residents', () => {
  it('are the same for the same seed, and stay the same when there are more of them', () => {
    const few = makeResidents({ count: 50, places, seed: 3 });
    expect(makeResidents({ count: 200, places, seed: 3 }).slice(0, 50)).toEqual(few);
    expect(makeResidents({ count: 50, places, seed: 4 })).not.toEqual(few);
  });

  it('have ids of their own, live in every place and belong to every group', () => {
    const many = makeResidents({ count: 500, places });
    expect(new Set(many.map((one) => one.externalId)).size).toBe(500);
    expect(new Set(many.map((one) => one.placeCode))).toEqual(new Set(places));
    expect(new Set(many.flatMap((one) => one.groups))).toEqual(new Set(RESIDENT_GROUPS));
    expect(many.filter((one) => one.locale === 'en').length).toBeGreaterThan(5);
    expect(makeResidents({ count: 3, places }).map((one) => one.placeCode)).toEqual(places);
  });

  it('have names in one Unicode form', () => {
    for (const { name } of makeResidents({ count: 300, places })) expect(name).toBe(name.normalize('NFC'));
  });
});
