import { foldKey, nfc } from '../../../base/text.js';
import { plusDays, readDay } from './readDay.js';
import { type ReadDocument, readDocument } from './readDocument.js';

/** What an official wants, as far as their words tell. Which task is meant is another question. */
export type Wish =
  | { do: 'list' }
  | { do: 'done'; document: ReadDocument | null; note: string }
  | { do: 'progress'; note: string }
  | { do: 'extension'; day: string | null; noSuchDay: boolean; reason: string }
  | { do: 'snooze'; until: string }
  | { do: 'hand-over' }
  | { do: 'attach' }
  | { do: 'workbook' }
  | { do: 'history' }
  | { do: 'undo' }
  /** The summary for heads: the words to agree to, or its end. */
  | { do: 'overdue'; choice: 'ask' | 'stop' };

const LIST = [
  'việc',
  'việc của tôi',
  'xem việc',
  'danh sách việc',
  'nhiệm vụ',
  'nhiệm vụ của tôi',
  'công việc',
  'công việc của tôi',
  'còn việc gì',
  'my tasks',
  'tasks',
].map(foldKey);
const UNDO = ['hoàn tác', 'bấm nhầm', 'tôi bấm nhầm', 'gửi nhầm', 'nhầm', 'nhầm rồi', 'undo'].map(foldKey);
const HISTORY = ['lịch sử', 'xem lịch sử', 'history'].map(foldKey);
const CANCEL = ['thôi', 'hủy', 'huỷ', 'thoát', 'quay lại', 'để sau', 'không làm nữa', 'cancel', 'quit'].map(foldKey);
const SKIP = ['bỏ qua', 'không có', 'không', 'ko', 'không cần', 'skip', 'none', 'no'].map(foldKey);
const FILES_OVER = ['xong', 'hết', 'đủ rồi', 'hết rồi', 'xong rồi', 'done'].map(foldKey);

/** Whole messages only. Ending it is no stop of everything, and comes before that is looked for. */
const OVERDUE =
  /^(?:(?:xin|toi muon|dang ky|dang ki)\s+)*(?:nhan )?(?:bao cao|viec|danh sach viec|tong hop) qua han$|^(?:receive |get )?(?:the )?overdue (?:summary|report|tasks)$/;
const NO_OVERDUE =
  /^(?:(?:xin|toi muon)\s+)*(?:thoi|ngung|dung|khong|huy)(?: nhan)? (?:bao cao|viec|danh sach viec|tong hop) qua han(?: nua)?$|^(?:stop|end|no) (?:the )?overdue (?:summary|report|tasks)$/;

/** All over the folded text, whose letters stand where those of the typed text stand. */
const DONE =
  /^(?:(?:toi|em|don vi|co quan|phong|chung toi|bao cao)\s+)?(?:(?:da|vua)\s+)?(?:lam\s+|bao cao\s+)?(?:xong|hoan thanh|done\b|finished\b|completed\b)(?:\s+(?:roi|a|viec nay|nhiem vu|nhiem vu nay|nhe))*/;
const SENT =
  /^(?:(?:(?:toi|em|don vi|co quan|phong|chung toi)\s+)?(?:da|vua)\s+(?:gui|nop|trinh|ban hanh|ky|bao cao|thuc hien xong|trien khai xong)(?:\s+(?:roi|xong))?|(?:(?:i|we)(?: have)?\s+)?(?:sent|submitted))\b/;
const NOT_YET = /\b(?:chua|gan xong|sap xong|not yet|not done|khong xong)\b|\?/;
const EXTENSION =
  /^(?:(?:toi|em|don vi|co quan|phong|chung toi)\s+)?(?:(?:xin phep|xin|de nghi|cho|please)\s+)?(?:duoc\s+|phep\s+)?(?:lui|gia han|doi han|doi thoi han|dieu chinh thoi han|thay doi thoi han|hoan(?!\s+t(?:hanh|ac))|keo dai|them thoi gian|extend|extension|postpone)(?![\p{L}\p{N}])/u;
const REASON = /(?:^|[\s,;.])(?:vi ly do|voi ly do|ly do la|ly do|vi|do|because(?: of)?|since)\s*:?\s+/;
/** Only where the reminder is what the sentence begins with: "đã gửi văn bản nhắc các xã" is progress. */
const SNOOZE =
  /^(?:(?:de\s+)?(?:ngay\s+|sang\s+)?mai(?:\s+(?:hay\s+)?nhac\b.*)?|(?:(?:xin|hay|nho|vui long)\s+)?nhac\s+(?:toi|em|lai|sau|vao)\b.*|(?:thu|ngay|tuan|chu)\s.{1,20}\snhac\s+(?:lai|toi|em)\b.*|(?:please\s+)?remind me\b.*|later)$/;
const HAND_OVER = /^(?:xin\s+)?(?:ban giao|chuyen viec|chuyen cho|giao lai|chuyen giao|hand over|hand this over)\b/;
const PROGRESS =
  /^(?:bao cao\s+)?(?:tien do|dang lam|dang thuc hien|dang trien khai|dang xu ly|progress|in progress|working on it)\b\s*[:.,-]?\s*/;
const ATTACH = /^(?:xin\s+)?(?:gui|dinh kem|nop)\s+(?:kem\s+)?(?:tep|file|anh|tai lieu|van ban)\b|^dinh kem$|^attach\b/;

/** The empty form; a filled one is a file, and speaks for itself. */
const FORM =
  /^(?:(?:xin|cho|gui|lay|tai|toi|em|minh|don vi|ve|xuong|lai|download|get|send|me|the) )*(?:bieu mau|mau bieu|bieu so lieu|bieu excel|bieu|file mau|tep mau|form|workbook)(?: (?:excel|xlsx|so lieu|bao cao|trong|ve|nay|please))*$/;

/**
 * What a text asks for, however it is typed: with diacritics or without, small or capital, with words around it. A
 * question ("xong chưa?") and what is not yet so are no wish. Null where the text is none that is known.
 */
export function readWish(typed: string, today: string): Wish | null {
  const text = normal(typed);
  const folded = foldKey(text);
  if (folded.length !== text.length) return null;
  const whole = folded.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  if (LIST.includes(whole)) return { do: 'list' };
  if (UNDO.includes(whole)) return { do: 'undo' };
  if (HISTORY.includes(whole)) return { do: 'history' };
  if (FORM.test(whole)) return { do: 'workbook' };

  if (OVERDUE.test(whole)) return { do: 'overdue', choice: 'ask' };
  if (NO_OVERDUE.test(whole)) return { do: 'overdue', choice: 'stop' };
  if (SNOOZE.test(folded)) return { do: 'snooze', until: snoozedUntil(text, today) };
  if (EXTENSION.test(folded)) return { do: 'extension', ...readExtension(text, today) };
  if (HAND_OVER.test(folded)) return { do: 'hand-over' };
  if (ATTACH.test(folded)) return { do: 'attach' };
  const progress = PROGRESS.exec(folded);
  if (progress !== null) return { do: 'progress', note: text.slice(progress[0].length) };
  if (NOT_YET.test(folded)) return null;
  const done = DONE.exec(folded) ?? SENT.exec(folded);
  const document = readDocument(text, today);
  // A number alone picks a line of a list; no report is begun by it.
  if (done === null) return document?.rest === '' && !isBareNumber(text) ? { do: 'done', document, note: '' } : null;
  // "xongg" or "hoàn thànhtích" is another word.
  if (/^[\p{L}\p{N}]/u.test(folded.slice(done[0].length))) return null;
  return { do: 'done', document, note: noteOf(document?.rest ?? text.slice(done[0].length), document !== null) };
}

/** New day and reason of a wish to put a deadline off: "đến 15/7 vì chờ số liệu", in any order. */
export function readExtension(
  typed: string,
  today: string,
): { day: string | null; noSuchDay: boolean; reason: string } {
  const text = normal(typed);
  const folded = foldKey(text);
  const read = readDay(text, today, 'ahead');
  const because = REASON.exec(folded);
  const reason = because === null ? '' : text.slice(because.index + because[0].length);
  return {
    day: read?.day ?? null,
    noSuchDay: read !== null && read.day === null,
    // "vì chờ số liệu, lùi đến 15/7": the day behind the reason is not of it.
    reason: reason
      .replace(/[\s,;]*(?:xin\s+)?(?:lùi|lui|gia hạn|gia han)?\s*(?:đến|den|tới|toi)\s+(?:ngày\s+)?[\d/.-]+\s*$/iu, '')
      .trim(),
  };
}

/** "2", "2.": a line of a list, as it is typed. */
export const isBareNumber = (text: string): boolean => /^\d{1,6}[.)]?$/.test(text.trim());

export const isCancelWord = (text: string): boolean => CANCEL.includes(bare(text));
export const isSkipWord = (text: string): boolean => SKIP.includes(bare(text));
export const isOverWord = (text: string): boolean => FILES_OVER.includes(bare(text));

const bare = (text: string): string =>
  foldKey(nfc(text))
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

function normal(text: string): string {
  return nfc(text).replace(/\s+/g, ' ').trim();
}

/** Tomorrow, unless the text names a later day. */
function snoozedUntil(text: string, today: string): string {
  const read = readDay(text, today, 'ahead')?.day ?? null;
  return read !== null && read > today ? read : plusDays(today, 1);
}

/** What was said beside it, unless it is only what leads up to a paper ("đã gửi báo cáo"). */
function noteOf(rest: string, hasPaper: boolean): string {
  const note = rest.replace(/^[\s,;.:!-]+|[\s,;:-]+$/g, '');
  const lead = LEADS_UP.exec(foldKey(note))?.[0] ?? '';
  // Without a paper only words that say nothing else are left out.
  if (!hasPaper && lead.length < note.length) return note;
  return note.slice(lead.length).replace(/^[\s,;.:!-]+/g, '');
}

/** Words that only say that it is so, at the beginning and whole. */
const LEADS_UP =
  /^(?:(?:da|vua|roi|a|nhe|xong|hoan thanh|gui|nop|trinh|ban hanh|ky|sent|submitted|done|the|viec nay|bao cao|ke hoach|danh sach|cong van|van ban|report|plan|list)(?:\s+|(?=[,;.:!]|$)))+/;
