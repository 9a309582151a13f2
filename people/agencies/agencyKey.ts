import { foldKey } from '../../base/text.js';

/**
 * What the names of bodies are compared by. Diacritics, capitals, hyphens and commas do not count, "và" neither;
 * common abbreviations are written out ("UBND", "MTTQ", "GD&ĐT"), "Việt Nam" and the type word of a department's own level
 * are left out, and so is the name of the place that the body belongs to: "Sở Y tế tỉnh Hưng Yên", "Sở Y tế tỉnh" and
 * "Sở Y tế" are one body of Hưng Yên, while "Công an tỉnh" and "Công an phường" stay apart.
 *
 * @param placeName short name of the body's place ("Hưng Yên"), if it is known
 */
export function agencyKey(name: string, placeName: string | null = null): string {
  let key = ` ${foldKey(name)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()} `;
  for (const [short, long] of ABBREVIATIONS) key = key.replaceAll(` ${short} `, ` ${long} `);
  key = key.replaceAll(' va ', ' ').replaceAll(' viet nam ', ' ');
  if (placeName !== null) {
    const place = foldKey(placeName)
      .replace(/[^a-z0-9]+/g, ' ')
      .trim();
    key = key.replace(new RegExp(` (tinh|thanh pho|tp|xa|phuong|dac khu) ${place} $`), ' $1 ');
  }
  key = key.trim();
  return /^(?:so|thanh tra|ban|van phong) /.test(key) ? key.replace(/ (?:tinh|thanh pho|tp)$/, '') : key;
}

/** As they stand in a folded name, where "&" and "-" have become spaces. Longer ones first. */
const ABBREVIATIONS: readonly (readonly [string, string])[] = [
  ['ubmttqvn', 'uy ban mat tran to quoc'],
  ['ubmttq', 'uy ban mat tran to quoc'],
  ['mttqvn', 'mat tran to quoc'],
  ['mttq', 'mat tran to quoc'],
  ['ubnd', 'uy ban nhan dan'],
  ['hdnd', 'hoi dong nhan dan'],
  ['bchqs', 'bo chi huy quan su'],
  ['bcd', 'ban chi dao'],
  ['vksnd', 'vien kiem sat nhan dan'],
  ['tand', 'toa an nhan dan'],
  ['lhpn', 'lien hiep phu nu'],
  ['ccb', 'cuu chien binh'],
  ['ldld', 'lien doan lao dong'],
  ['tncs', 'thanh nien cong san'],
  ['ld tb xh', 'lao dong thuong binh xa hoi'],
  ['ldtb xh', 'lao dong thuong binh xa hoi'],
  ['ldtbxh', 'lao dong thuong binh xa hoi'],
  ['nn ptnt', 'nong nghiep phat trien nong thon'],
  ['nn mt', 'nong nghiep moi truong'],
  ['tn mt', 'tai nguyen moi truong'],
  ['kh cn', 'khoa hoc cong nghe'],
  ['kh dt', 'ke hoach dau tu'],
  ['tt tt', 'thong tin truyen thong'],
  ['gd dt', 'giao duc dao tao'],
  ['gddt', 'giao duc dao tao'],
  ['vhttdl', 'van hoa the thao du lich'],
  ['vh tt dl', 'van hoa the thao du lich'],
];
