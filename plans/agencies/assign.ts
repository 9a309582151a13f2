import type { Mode } from '../reading.js';
import { matchKey, words } from '../text/key.js';
import { type BodyList, bodiesAt } from './list.js';
import { startsWithVerb, VERB } from './verbs.js';

/** Whom a heading or a sentence gives work to. */
export interface Assignment {
  agencies: string[];
  with: string[];
  mode: Mode;
  /** Offset where the work's own words begin; the text's length where the text only names the bodies. */
  bodyStart: number;
  /** All of the text is the naming of bodies: a heading over tasks. */
  headingOnly: boolean;
}

const ORDER = '(?:giao nhiệm vụ cho|giao cho|giao trách nhiệm cho|phân công|yêu cầu|giao)';
const ASK = '(?:đề nghị|trân trọng đề nghị|kính đề nghị|mời)';
export const BEFORE_NAME = new RegExp(
  `^\\s*(?:(${ASK})|(${ORDER})|(?:nhiệm vụ|trách nhiệm)(?: (?:cụ thể|chính))? (?:của|đối với)|trách nhiệm|nhiệm vụ|đối với|phân công cho|về phía)(?:\\s*:)?\\s+`,
  'u',
);

/**
 * A heading that names bodies: "2. Công an tỉnh", "Đề nghị Viện kiểm sát nhân dân tỉnh:", "Sở Tài chính: Chủ trì …",
 * "Công an phường chủ trì, phối hợp với các phòng". Null when the text is anything else.
 */
export function headingAssignment(text: string, key = matchKey(text)): Assignment | null {
  const prefix = BEFORE_NAME.exec(key);
  const list = bodiesAt(text, key, prefix?.[0].length ?? /^\s*/.exec(key)?.[0].length ?? 0);
  if (list === null) return null;
  const mode: Mode = prefix?.[1] !== undefined || allAsked(list) ? 'đề nghị' : 'giao';
  const agencies = list.bodies.map((body) => body.name);
  let at = remarkEnd(key, list.end);
  let cooperating: string[] = [];
  const leads = /^\s*(?:là cơ quan |là đơn vị )?(?:chủ trì|đầu mối)\s*[,;]?\s*/u.exec(key.slice(at));
  if (leads !== null) {
    const after = at + leads[0].length;
    const cooperation = /^(?:và\s+)?phối hợp (?:chặt chẽ |đồng bộ )*(?:với|cùng)?\s*/u.exec(key.slice(after));
    const partners = cooperation === null ? null : bodiesAt(text, key, after + cooperation[0].length);
    if (partners !== null) {
      cooperating = partners.bodies.map((body) => body.name);
      at = partners.end;
    } else if (cooperation === null) at = after;
  }
  const rest = key.slice(at);
  if (/^\s*[.:;]?\s*$/u.test(rest))
    return { agencies, with: cooperating, mode, bodyStart: text.length, headingOnly: true };
  const sign = /^\s*[:.]\s*/u.exec(rest);
  if (sign !== null) return { agencies, with: cooperating, mode, bodyStart: at + sign[0].length, headingOnly: false };
  // A class described at length ("Các cơ sở sản xuất, kinh doanh trên địa bàn: Tự kiểm tra …").
  const described = /^[^:.;]{2,90}(?=:\s)/u.exec(rest);
  if (
    described !== null &&
    described[0].trim().split(' ').length <= 12 &&
    startsWithVerb(key, at + described[0].length + 1) &&
    !/(?:^|\s)(?:chủ trì|phối hợp|tham mưu|có trách nhiệm|thực hiện|như sau|sau)(?:\s|$)/u.test(described[0])
  ) {
    const last = (agencies.at(-1) ?? '') + text.slice(list.end, at + described[0].length).trimEnd();
    return {
      agencies: [...agencies.slice(0, -1), last],
      with: [],
      mode,
      bodyStart: at + described[0].length + 1,
      headingOnly: false,
    };
  }
  if (
    /^\s*(?:thực hiện|có trách nhiệm|có nhiệm vụ|chịu trách nhiệm)(?: thực hiện| triển khai)?(?: (?:các |những )?(?:nhiệm vụ|nội dung|công việc|việc)(?: sau| sau đây)?)?\s*:?\s*$/u.test(
      rest,
    )
  ) {
    return { agencies, with: cooperating, mode, bodyStart: text.length, headingOnly: true };
  }
  return null;
}

/** "Công an tỉnh (cơ quan thường trực)", "Công an tỉnh - Cơ quan Thường trực …": a remark that belongs to the name. */
export function remarkEnd(key: string, at: number): number {
  const remark =
    /^\s*(?:\([^()]{1,160}\)|[-,]\s*(?:là\s+)?(?:cơ quan|đơn vị) (?:thường trực|chủ trì|đầu mối)[^.:;]{0,120}(?=[.:;]|$))/u.exec(
      key.slice(at),
    );
  return remark === null ? at : at + remark[0].length;
}

function allAsked(list: BodyList): boolean {
  return list.bodies.length > 0 && list.bodies.every((body) => body.asked);
}

/** Clauses that may stand before the subject: "Căn cứ chức năng, nhiệm vụ được giao, các đơn vị …". */
const LEAD_IN =
  /^\s*(?:căn cứ|trên cơ sở|theo(?! dõi)|hằng năm|hàng năm|định kỳ|trong quá trình|quá trình|sau khi|nhận được|từ |để |nhằm|khi |trước |chậm nhất|tổ chức thực hiện|trường hợp|nếu|với chức năng|đối với|ngoài ra|đồng thời|bên cạnh|tùy|vào)/u;

/**
 * A sentence whose subject is a body that must act: "Giao Công an tỉnh …", "Tỉnh đoàn tổ chức …", "Căn cứ …, các đơn
 * vị, địa phương chủ động …". Only the first sentence counts: what later sentences name is part of the work.
 */
export function sentenceAssignment(text: string, key = matchKey(text)): Assignment | null {
  const end = firstSentenceEnd(key);
  const direct = subjectAt(text, key, 0);
  if (direct !== null) return direct;
  // "Cấp tỉnh: Giao Công an tỉnh …", "Chế độ báo cáo: Các đơn vị báo cáo …": a caption before the sentence.
  const caption = /^\s*[^:.;,()]{2,60}:\s+/u.exec(key);
  const captioned = caption === null ? null : subjectAt(text, key, caption[0].length);
  if (captioned !== null) return captioned;
  if (LEAD_IN.test(key)) {
    const enumerated = enumerationsIn(text, key, end);
    for (const comma of key.slice(0, end).matchAll(/[,;]\s+/gu)) {
      // "của các sở, ngành, địa phương, Sở Tài chính chủ trì": commas inside the enumeration begin no subject.
      if (enumerated.some((one) => comma.index > one.start && comma.index < one.end)) continue;
      const found = subjectAt(text, key, comma.index + comma[0].length);
      if (found !== null) return found;
    }
    // "Nếu có khó khăn, vướng mắc đề nghị các đơn vị phản ánh": the order itself parts the clauses.
    for (const order of key.slice(0, end).matchAll(words(`${ASK}|yêu cầu`))) {
      const found = order.index === 0 ? null : subjectAt(text, key, order.index);
      if (found !== null) return found;
    }
    // "Định kỳ tháng, quý, năm các đơn vị báo cáo": the time runs into the subject without a comma.
    const timed = /^\s*(?:định kỳ|h(?:ằ|à)ng|trước|chậm nhất|sau)[^.;]{0,60}?\s(?=các\s)/u.exec(key);
    const subject = timed === null ? null : subjectAt(text, key, timed[0].length);
    if (subject !== null) return subject;
  }
  return null;
}

function enumerationsIn(text: string, key: string, end: number): { start: number; end: number }[] {
  return Array.from(key.slice(0, end).matchAll(words('các|những|của')), (match) => {
    const start = match[0] === 'của' ? match.index + 4 : match.index;
    return { start, end: bodiesAt(text, key, start)?.firstEnd ?? start };
  });
}

function subjectAt(text: string, key: string, from: number): Assignment | null {
  const prefix = BEFORE_NAME.exec(key.slice(from));
  const orders = prefix !== null && (prefix[1] !== undefined || prefix[2] !== undefined);
  if (prefix !== null && !orders) return null;
  const list = bodiesAt(text, key, from + (prefix?.[0].length ?? 0));
  if (list === null) return null;
  const bridge = startsWithVerb(key, remarkEnd(key, list.end)) ? 0 : bridgeTo(key, list.end);
  const after = remarkEnd(key, list.end + bridge);
  const verb = startsWithVerb(key, after);
  if (!verb && !(orders && /^\s*[,:-]/u.test(key.slice(after)))) return null;
  if (!orders && /^(?:tổ chức|cán bộ|công chức|cá nhân)$/u.test(matchKey(list.bodies[0]?.name ?? ''))) return null;
  const asked = prefix?.[1] !== undefined || allAsked(list);
  const names = list.bodies.map((body) => body.name);
  return {
    agencies: [...names.slice(0, -1), (names.at(-1) ?? '') + text.slice(list.end, list.end + bridge)],
    with: [],
    mode: asked ? 'đề nghị' : 'giao',
    bodyStart: 0,
    headingOnly: false,
  };
}

/**
 * How much longer a name is than its known words: "Phòng Công tác đảng và công tác chính trị (PX03) chủ trì …". Only
 * before a word that nothing but a subject has, and only over words that are no verbs.
 */
function bridgeTo(key: string, from: number): number {
  const bridge =
    /^(?:\s+[\p{L}-]+){1,7}?(?=\s+(?:\([^()]{1,40}\)\s+)?(?:chủ trì|có trách nhiệm|có nhiệm vụ|chịu trách nhiệm|làm đầu mối|là cơ quan|là đơn vị)(?!\p{L}))/u.exec(
      key.slice(from, from + 120),
    );
  if (bridge === null) return 0;
  for (const word of bridge[0].matchAll(/\s+(?=\p{L})/gu))
    if (startsWithVerb(key, from + word.index + word[0].length)) return 0;
  return bridge[0].length;
}

/** "…; giao Sở Y tế chủ trì …", "… (Công an tỉnh chủ trì)": an order inside a unit that has no other subject. */
export function innerAssignment(text: string, key = matchKey(text)): Assignment | null {
  for (const match of key.matchAll(words(`(?<!được )(?<!phân công )(?:${ASK}|giao(?: cho)?|phân công|yêu cầu)`))) {
    const asks = new RegExp(`^${ASK}$`, 'u').test(match[0]);
    const list = bodiesAt(text, key, match.index + match[0].length + 1);
    if (list === null || /^\s*$/.test(key.slice(match.index + match[0].length, list.start)) === false) continue;
    if (!startsWithVerb(key, remarkEnd(key, list.end))) continue;
    return {
      agencies: list.bodies.map((body) => body.name),
      with: [],
      mode: asks ? 'đề nghị' : 'giao',
      bodyStart: 0,
      headingOnly: false,
    };
  }
  // "Rà soát … . Sở Khoa học và Công nghệ chủ trì, …": who leads is said in a sentence of its own.
  for (const match of key.matchAll(/[.;]\s+(?=\p{L})/gu)) {
    const list = bodiesAt(text, key, match.index + match[0].length);
    if (
      list === null ||
      !/^\s*(?:chủ trì|có trách nhiệm|chịu trách nhiệm|là (?:cơ quan|đơn vị) (?:chủ trì|đầu mối))/u.test(
        key.slice(remarkEnd(key, list.end)),
      )
    )
      continue;
    return { agencies: list.bodies.map((body) => body.name), with: [], mode: 'giao', bodyStart: 0, headingOnly: false };
  }
  const bracket = /\(([^()]{3,160}?)\s+(?:chủ trì|thực hiện|làm đầu mối)[^()]*\)/u.exec(key);
  const inside = bracket === null ? null : bodiesAt(text, key, bracket.index + 1);
  if (bracket !== null && inside !== null && inside.end - bracket.index - 1 === bracket[1]?.length) {
    return {
      agencies: inside.bodies.map((body) => body.name),
      with: [],
      mode: 'giao',
      bodyStart: 0,
      headingOnly: false,
    };
  }
  return null;
}

function firstSentenceEnd(key: string): number {
  return /[.](?=\s+\p{L}|$)/u.exec(key)?.index ?? key.length;
}

export const STARTS_WITH_VERB = new RegExp(`^\\s*${VERB}(?![\\p{L}\\p{N}])`, 'u');
