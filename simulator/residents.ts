import { draw } from './luck.js';

/** The groups that invented residents belong to. Nobody is ever grouped by anything to do with drugs. */
export const RESIDENT_GROUPS = ['hoc-sinh', 'sinh-vien', 'phu-huynh', 'cong-nhan', 'tai-xe'] as const;
export type ResidentGroup = (typeof RESIDENT_GROUPS)[number];

export interface Resident {
  /** A chat id in decimal, as an import file carries it. */
  externalId: string;
  name: string;
  placeCode: string;
  groups: ResidentGroup[];
  locale: 'vi' | 'en';
}

export interface ResidentOptions {
  count: number;
  /** Codes of the places they live in; each gets somebody as soon as there are enough people. */
  places: readonly string[];
  /** The same seed makes the same people; more of them with a higher count, never others. Default 1. */
  seed?: number;
  /** Chat id of the first. Default 5,000,000,001: far from the small numbers that tests use. */
  firstId?: number;
}

const FAMILY_NAMES = [
  ...['Nguyễn', 'Nguyễn', 'Nguyễn', 'Nguyễn', 'Trần', 'Trần', 'Lê', 'Lê', 'Phạm', 'Hoàng', 'Huỳnh', 'Phan', 'Vũ', 'Võ'],
  ...[
    'Đặng',
    'Bùi',
    'Đỗ',
    'Hồ',
    'Ngô',
    'Dương',
    'Lý',
    'Đinh',
    'Mai',
    'Trịnh',
    'Đoàn',
    'Lương',
    'Tạ',
    'Hà',
    'Nông',
    'Châu',
  ],
];
const WOMEN = {
  middle: ['Thị', 'Thị', 'Ngọc', 'Thanh', 'Thu', 'Minh', 'Phương', 'Bảo', 'Khánh', 'Mỹ'],
  given: [
    ...[
      'Lan',
      'Hoa',
      'Hương',
      'Mai',
      'Linh',
      'Trang',
      'Hà',
      'Thảo',
      'Ngân',
      'Yến',
      'Hạnh',
      'Nga',
      'Phượng',
      'Vy',
      'Anh',
    ],
    ...[
      'Chi',
      'Dung',
      'Giang',
      'Hằng',
      'Loan',
      'Ly',
      'My',
      'Nhi',
      'Oanh',
      'Quyên',
      'Tâm',
      'Thủy',
      'Tuyết',
      'Vân',
      'Xuân',
    ],
  ],
};
const MEN = {
  middle: ['Văn', 'Văn', 'Đức', 'Minh', 'Quang', 'Hữu', 'Công', 'Thành', 'Gia', 'Tuấn'],
  given: [
    ...[
      'An',
      'Bình',
      'Cường',
      'Dũng',
      'Đạt',
      'Hải',
      'Hiếu',
      'Hùng',
      'Huy',
      'Khang',
      'Khoa',
      'Long',
      'Nam',
      'Phong',
      'Phúc',
    ],
    ...[
      'Quân',
      'Sơn',
      'Tài',
      'Thắng',
      'Thịnh',
      'Tiến',
      'Toàn',
      'Trung',
      'Tú',
      'Tùng',
      'Việt',
      'Vinh',
      'Kiên',
      'Lâm',
      'Nghĩa',
    ],
  ],
};
/** A few read English: foreigners who live here. */
const FOREIGN = {
  given: ['Anna', 'David', 'Emi', 'Lucas', 'Maria', 'Noah', 'Priya', 'Tom', 'Sofia', 'Daniel', 'Hana', 'Peter'],
  family: [
    'Keller',
    'Okafor',
    'Tanaka',
    'Moreau',
    'Santos',
    'Larsen',
    'Nair',
    'Hughes',
    'Novak',
    'Silva',
    'Park',
    'Weber',
  ],
};
const FOREIGN_SHARE = 0.05;

/** Invents residents: plausible names, no real person meant, the same ones for the same seed. */
export function makeResidents({ count, places, seed = 1, firstId = 5_000_000_001 }: ResidentOptions): Resident[] {
  if (places.length === 0) throw new Error('Residents need at least one place');
  return Array.from({ length: count }, (_, n) => {
    // Every question about a person gets its own draw, so that a new question does not change the older answers.
    const luck = (question: number): number => draw(seed, n + 1, question);
    const foreign = luck(1) < FOREIGN_SHARE;
    const place = n < places.length ? n : Math.floor(luck(2) * places.length);
    return {
      externalId: String(firstId + n),
      name: foreign ? `${pick(FOREIGN.given, luck(3))} ${pick(FOREIGN.family, luck(11))}` : vietnameseName(luck),
      placeCode: places[place] ?? '',
      groups: groupsOf(luck, foreign),
      locale: foreign ? 'en' : 'vi',
    };
  });
}

function vietnameseName(luck: (question: number) => number): string {
  const { middle, given } = luck(4) < 0.5 ? WOMEN : MEN;
  return `${pick(FAMILY_NAMES, luck(5))} ${pick(middle, luck(6))} ${pick(given, luck(7))}`;
}

/** One group for most; a worker or driver may be a parent too; some belong to none. */
function groupsOf(luck: (question: number) => number, foreign: boolean): ResidentGroup[] {
  if (foreign || luck(8) < 0.1) return [];
  const first = pick(RESIDENT_GROUPS, luck(9));
  const works = first === 'cong-nhan' || first === 'tai-xe';
  return works && luck(10) < 0.4 ? ['phu-huynh', first] : [first];
}

function pick<Item>(items: readonly Item[], luck: number): Item {
  const item = items[Math.floor(luck * items.length)];
  if (item === undefined) throw new Error('Nothing to pick from');
  return item;
}
