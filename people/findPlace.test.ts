import { describe, expect, it } from 'vitest';
import { createPlaceFinder, findPlace } from './findPlace.js';
import { bundledPlaces } from './places.js';

function codeOf(text: string): string | string[] {
  const found = findPlace(text);
  if (found.kind === 'one') return found.place.code;
  return (found.kind === 'several' ? found.candidates : found.near).map((place) => place.code);
}

describe('the places that come with Loa', () => {
  const { places } = bundledPlaces();

  it('are the 34 provinces and 3,321 communes of July 2025, each with a code of its own', () => {
    expect(places.filter((place) => place.parent === null)).toHaveLength(34);
    expect(places.filter((place) => place.parent !== null)).toHaveLength(3321);
    expect(new Set(places.map((place) => place.code)).size).toBe(3355);
    expect(
      Object.fromEntries(
        ['phường', 'xã', 'đặc khu'].map((kind) => [kind, places.filter((p) => p.kind === kind).length]),
      ),
    ).toEqual({
      phường: 687,
      xã: 2621,
      'đặc khu': 13,
    });
  });

  it('know their way from the top', () => {
    expect(places.find((place) => place.code === '14758')).toEqual({
      code: '14758',
      parent: '38',
      name: 'Phường Hàm Rồng',
      shortName: 'Hàm Rồng',
      kind: 'phường',
      foldKey: 'ham rong',
      path: '38/14758/',
    });
  });

  it('are written in one Unicode form', () => {
    expect(places.filter((place) => place.name !== place.name.normalize('NFC'))).toEqual([]);
  });

  it('are each found by their own code and by their full name with the province', () => {
    const lost = places.filter((place) => {
      const top = places.find((other) => other.code === place.parent);
      const text = top === undefined ? place.name : `${place.name}, ${top.name}`;
      return codeOf(place.code) !== place.code || codeOf(text) !== place.code;
    });
    expect(lost.map((place) => place.name)).toEqual([]);
  });
});

describe('finding a place', () => {
  it.each([
    ['14758', '14758'],
    ['phường Hàm Rồng', '14758'],
    ['ham rong', '14758'],
    ['PHƯỜNG HÀM  RỒNG', '14758'],
    ['P. Hàm Rồng', '14758'],
    ['P.Hàm Rồng', '14758'],
    ['Hàm Rồng, Thanh Hóa', '14758'],
    ['Thanh Hóa', '38'],
    ['Thanh Hoá', '38'],
    ['tỉnh thanh hoa', '38'],
    ['TP. Huế', '46'],
    ['tp Hồ Chí Minh', '79'],
    ['Văn Miếu – Quốc Tử Giám', '00226'],
    ['Ea H’Leo', codeOf("Xã Ea H'Leo")],
  ])('understands %s', (text, code) => {
    expect(codeOf(text)).toBe(code);
    expect(codeOf(text.normalize('NFD'))).toBe(code);
  });

  it('takes a bare name for the province, and the ward of that name when it is called a ward', () => {
    expect(codeOf('Ninh Bình')).toBe('37');
    expect(findPlace('phường Hoa Lư')).toMatchObject({ kind: 'one', place: { parent: '37' } });
  });

  it('gives every bearer of a name that several places bear, and guesses none', () => {
    const found = findPlace('Tân An');
    expect(found.kind).toBe('several');
    expect(codeOf('Tân An').length).toBeGreaterThan(3);
    expect(findPlace('phường Tân An, Tây Ninh')).toMatchObject({
      kind: 'one',
      place: { name: 'Phường Tân An', parent: '80' },
    });
  });

  it('lets the diacritics count that were typed', () => {
    const folded = findPlace('vinh thanh');
    const typed = findPlace('Vĩnh Thạnh');
    expect(folded.kind).toBe('several');
    const names = typed.kind === 'several' ? typed.candidates.map((place) => place.shortName) : [];
    expect(new Set(names)).toEqual(new Set(['Vĩnh Thạnh']));
  });

  it('names what was probably meant: a slip of the finger, zeros that Excel took, a province that was merged', () => {
    expect(codeOf('Hàm Rồn')).toEqual(['14758']);
    expect(codeOf('1')).toEqual(['01']);
    expect(codeOf('256')).toEqual(['00256']);
    expect(codeOf('Hậu Giang')).toEqual(['92']);
    expect(findPlace('no such place at all')).toEqual({ kind: 'none', near: [] });
  });

  it('does not take the name of a former province for the ward alone that bears it now', () => {
    const found = findPlace('Bình Định');
    expect(found.kind === 'several' && found.candidates.map((place) => place.name)).toEqual(
      expect.arrayContaining(['Phường Bình Định', 'Tỉnh Gia Lai']),
    );
    expect(findPlace('phường Bình Định')).toMatchObject({ kind: 'one', place: { parent: '52' } });
  });

  it('survives text that is no name', () => {
    for (const text of ['', ' ', ',', ',,,', 'p.', 'x'.repeat(100_000), '\u0000'])
      expect(findPlace(text).kind).toBe('none');
  });

  it('finds a school below its commune', () => {
    const school = {
      ...bundledPlaces().places[0],
      code: 'THPT-01',
      parent: '14758',
      name: 'THPT Hàm Rồng',
      shortName: 'THPT Hàm Rồng',
      kind: 'trường',
      foldKey: 'thpt ham rong',
      path: '38/14758/THPT-01/',
    };
    const finder = createPlaceFinder([...bundledPlaces().places, school]);
    expect(finder.find('thpt hàm rồng, Thanh Hóa')).toMatchObject({ kind: 'one', place: { code: 'THPT-01' } });
  });
});
