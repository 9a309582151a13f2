import { matchKey, words } from '../text/key.js';
import { remarkEnd } from './assign.js';
import { bodiesAt } from './list.js';

/** Things called cooperation that are no order to cooperate: programmes, rules, plans and the work of cooperating itself. */
const COOPERATION_AS_NOUN =
  /(?<!\p{L})(?:chương trình|quy chế|kế hoạch|công tác|cơ chế|hiệu quả|(?<!hình |dân |quân |nhân )sự|hoạt động|quy trình|văn bản|nội dung|tinh thần|(?<!có |chịu )trách nhiệm|mối quan hệ|nghị quyết liên tịch|hội đồng|việc)\s+$/u;

/** Everyone a text says to work with: "phối hợp với …", "phối hợp chặt chẽ cùng …", "phối hợp Công an phường". */
export function cooperationIn(text: string, key = matchKey(text)): string[] {
  const names: string[] = [];
  for (const match of key.matchAll(words('(?:phối hợp|phối hợp tổ chức|hiệp đồng|liên hệ)'))) {
    const before = key.slice(Math.max(0, match.index - 40), match.index);
    if (COOPERATION_AS_NOUN.test(before)) continue;
    const after = match.index + match[0].length;
    // "cơ quan phối hợp" is a label; "các cơ quan, đơn vị phối hợp với …" is a sentence.
    if (/(?:cơ quan|đơn vị)\s+$/u.test(before) && !/^(?:\s+chặt chẽ)?\s+(?:với|cùng)\s/u.test(key.slice(after)))
      continue;
    const link =
      /^(?:\s*,?\s*(?:chặt chẽ|hiệu quả|tích cực|đồng bộ|kịp thời|thường xuyên|có hiệu quả|trao đổi thông tin|và|thống nhất|chủ động|nhịp nhàng|liên ngành|,))*\s+(?:với|cùng(?: với)?)\s+|^\s+/u.exec(
        key.slice(after),
      );
    if (link === null) continue;
    const list = bodiesAt(text, key, after + link[0].length);
    if (list === null) continue;
    for (const body of list.bodies) if (!names.includes(body.name)) names.push(body.name);
  }
  return names;
}

/** "Công an tỉnh chủ trì" leads, for the cells of annex tables that hold names and nothing else. */
export function namesIn(cellText: string): string[] {
  const names: string[] = [];
  for (const line of cellText.split(/[\n;]/)) {
    const trimmed = line
      .replace(/^\s*[-+•*]\s*/, '')
      .replace(/[.,]\s*$/, '')
      .trim();
    if (trimmed === '') continue;
    const list = bodiesAt(trimmed, matchKey(trimmed), 0);
    if (list !== null && remarkEnd(matchKey(trimmed), list.end) >= trimmed.length - 1)
      names.push(...list.bodies.map((body) => body.name));
    else names.push(...halves(trimmed));
  }
  return names;
}

/** "Mặt trận và các đoàn thể": the first name is not known, what follows the joining word is. */
function halves(written: string): string[] {
  const key = matchKey(written);
  for (const joint of key.matchAll(/\s+và\s+|,\s+/gu)) {
    const from = joint.index + joint[0].length;
    const list = bodiesAt(written, key, from);
    if (list === null || list.start !== from || joint.index > 40 || bodiesAt(written, key, 0) !== null) continue;
    if (list.end >= written.length - 1) return [written.slice(0, joint.index), ...list.bodies.map((body) => body.name)];
  }
  return [written];
}
