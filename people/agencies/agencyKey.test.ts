import { describe, expect, it } from 'vitest';
import { agencyKey } from './agencyKey.js';
import { agencyKind } from './agencyKind.js';
import { formerBody } from './formerBody.js';

describe('the name of a body', () => {
  it.each([
    ['UBND phường Hàm Rồng', 'Ủy ban nhân dân Phường Hàm Rồng'],
    ['Uỷ ban MTTQ Việt Nam tỉnh', 'Ủy ban Mặt trận Tổ quốc tỉnh'],
    ['Sở GD&ĐT', 'Sở Giáo dục và Đào tạo'],
    ['Phòng Kinh tế, Hạ tầng và Đô thị', 'Phòng Kinh tế - Hạ tầng và đô thị'],
    ['Sở Y tế tỉnh Hưng Yên', 'Sở Y tế'],
    ['Công an tỉnh Hưng Yên', 'Công an tỉnh'],
  ])('is the same in “%s” and “%s”', (one, other) => {
    expect(agencyKey(one, 'Hưng Yên')).toBe(agencyKey(other, 'Hưng Yên'));
  });

  it.each([
    ['Công an tỉnh', 'Công an phường'],
    ['Sở Nội vụ', 'Sở Ngoại vụ'],
    ['Công an tỉnh Hưng Yên', 'Công an tỉnh Ninh Bình'],
  ])('is not the same in “%s” and “%s”', (one, other) => {
    expect(agencyKey(one, 'Hưng Yên')).not.toBe(agencyKey(other, 'Hưng Yên'));
  });

  it.each([
    ['Bản Nà Lốc', 'village'],
    ['Ban Dân tộc', 'department'],
    ['Hội Nông dân tỉnh', 'union'],
    ['Ủy ban Mặt trận Tổ quốc Việt Nam xã', 'union'],
    ['UBND xã Tân An', 'committee'],
    ['Trường THPT Hưng Yên', 'school'],
    ['Công an tỉnh', 'department'],
    ['Tòa án nhân dân tỉnh', 'other'],
  ])('tells what “%s” is', (name, kind) => {
    expect(agencyKind(name)).toBe(kind);
  });
});

describe('a body that is no more', () => {
  it.each([
    'Chi cục Hải quan Thái Nguyên',
    'Bộ Chỉ huy Quân sự tỉnh',
    'các cơ quan liên quan',
    'UBND các xã, phường',
    'Công an thành phố',
    'UBND thành phố Hà Nội',
  ])('is not “%s”', (name) => expect(formerBody(name)).toBeNull());
  it.each(['UBND các huyện, thành phố, thị xã', 'Ủy ban nhân dân cấp huyện', 'UBND huyện, thành phố'])(
    'is the class “%s”, whose work the communes do',
    (name) => expect(formerBody(name)).toMatchObject({ kind: 'districts', confidence: 'inferred' }),
  );
  it.each(['UBND huyện Kim Động', 'Công an quận Hà Đông'])(
    'is “%s”, whose successor nobody can tell from the name',
    (name) => expect(formerBody(name)).toEqual({ kind: 'district' }),
  );
  it.each(['Sở Lao động - Thương binh và Xã hội', 'Sở LĐ-TB&XH', 'Sở LĐTBXH tỉnh'])(
    'is “%s”, for its work on rehabilitation',
    (name) =>
      expect(formerBody(name)).toMatchObject({ successors: [{ name: 'Công an tỉnh', about: 'rehabilitation' }] }),
  );
});
