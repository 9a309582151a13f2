import { foldKey, nfc } from '../../../../base/text.js';
import type { Which } from './buttons.js';

/** What typed words want of the staff's sends. */
export type ManageWish =
  | { do: 'home' | 'week' | 'write' }
  | { do: 'list'; which: Which }
  | { do: 'card' | 'pause' | 'resume' | 'start' | 'send-back'; id: number };

const WHOLE: readonly [ManageWish, readonly string[]][] = [
  [{ do: 'home' }, ['quản lý', 'quản lí', 'menu', 'bảng quản lý', 'quản lý tin', 'quản lý gửi tin', 'manage']],
  [{ do: 'list', which: 'running' }, ['đang gửi', 'đang chạy', 'tin đang gửi', 'xem tin đang gửi', 'running']],
  [
    { do: 'list', which: 'waiting' },
    ['chờ phê duyệt', 'chờ duyệt', 'tin chờ phê duyệt', 'tin chờ duyệt', 'phê duyệt', 'duyệt tin', 'to approve'],
  ],
  [
    { do: 'list', which: 'stopped' },
    ['đang dừng', 'đang tạm dừng', 'tin đang dừng', 'tin bị giữ', 'bị giữ lại', 'paused', 'held', 'stopped'],
  ],
  [
    { do: 'write' },
    [
      'soạn tin',
      'viết tin',
      'soạn tin nhanh',
      'viết tin nhanh',
      'tin nhanh',
      'gửi tin nhanh',
      'write',
      'quick message',
    ],
  ],
  [
    { do: 'week' },
    ['lịch tuần', 'tuần tới', 'tuần này', 'lịch tuần tới', '7 ngày tới', 'bảy ngày tới', 'week', 'week ahead'],
  ],
];

/** A verb and the number of a broadcast, with or without a word between them: "tạm dừng đợt 12". */
const NUMBERED: readonly [Exclude<ManageWish, { do: 'home' | 'week' | 'write' | 'list' }>['do'], RegExp][] = [
  ['pause', /^(?:tam dung|dung gui|pause)$/],
  ['resume', /^(?:tiep tuc|gui tiep|resume)$/],
  ['start', /^(?:bat dau|bat dau gui|start)$/],
  ['send-back', /^(?:tra lai|send back)$/],
  // Nothing is approved that was not read: these words show it.
  ['card', /^(?:xem|phe duyet|duyet|show|approve)$/],
];

const folded = WHOLE.map(([wish, words]) => [wish, words.map(foldKey)] as const);

/** What a whole message asks for, with diacritics or without; everything else belongs to other conversations. */
export function readManageWish(typed: string): ManageWish | null {
  const whole = wordsOf(typed);
  const known = folded.find(([, words]) => words.includes(whole));
  if (known !== undefined) return known[0];
  const [, verb = '', digits = ''] =
    /^([a-z ]+?)(?: (?:dot|tin|so|dot tin|dot gui tin|broadcast|no))? (\d{1,9})$/.exec(whole) ?? [];
  const numbered = NUMBERED.find(([, pattern]) => pattern.test(verb));
  return numbered === undefined ? null : { do: numbered[0], id: Number(digits) };
}

const SUBMIT = ['gửi xin phê duyệt', 'xin phê duyệt', 'gửi', 'gửi đi', 'đồng ý', 'đúng', 'được', 'ok', 'yes', 'send'];
const REWORD = ['sửa lời', 'sửa', 'sửa lại', 'soạn lại', 'viết lại', 'change', 'change the words'];
const ANSWERS = { submit: SUBMIT.map(foldKey), reword: REWORD.map(foldKey) } as const;

/** The words for the buttons under the last questions of a quick message; null where it is another answer. */
export function readAnswer(typed: string): keyof typeof ANSWERS | null {
  const whole = wordsOf(typed);
  if (ANSWERS.submit.includes(whole)) return 'submit';
  return ANSWERS.reword.includes(whole) ? 'reword' : null;
}

const wordsOf = (typed: string): string =>
  foldKey(nfc(typed))
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
