import { matchKey } from '../text/key.js';
import { type Assignment, BEFORE_NAME } from './assign.js';
import { bodiesAt } from './list.js';
import { startsWithVerb } from './verbs.js';

/**
 * A heading over tasks that begins with a body and goes on in words the lexicon lacks: "Các cơ sở kinh doanh dịch vụ
 * karaoke", "Hội đồng nghĩa vụ quân sự xã: …". Only for places where headings are bodies; null where a verb stands in
 * it, because then it is a sentence.
 */
export function looseHeading(text: string, key = matchKey(text)): Assignment | null {
  const prefix = BEFORE_NAME.exec(key);
  const from = prefix?.[0].length ?? 0;
  const colon = /:\s/u.exec(key);
  const end = colon?.index ?? /[\s.:;]*$/u.exec(key)?.index ?? key.length;
  if (key.slice(from, end).split(/\s+/).length > 24) return null;
  const agencies: string[] = [];
  for (let at = from; at < end; ) {
    const list = bodiesAt(text, key, at);
    if (list === null || list.start > at + 1) return null;
    agencies.push(...list.bodies.map((body) => body.name));
    let stop = list.end;
    for (;;) {
      if (stop >= end) break;
      const separator = /^\s*(?:[,;]\s*(?:và\s+)?|\s+và\s+)/u.exec(key.slice(stop, end));
      if (separator !== null && bodiesAt(text, key, stop + separator[0].length)?.start === stop + separator[0].length)
        break;
      const words = /^(?:\s*[,;]|\s*\([^()]*\)|\s*[^\s,;()]+)/u.exec(key.slice(stop, end));
      // "… có đồng bào dân tộc thiểu số sinh sống" says which of them; any other verb makes it a sentence.
      const which = stop === list.end && /^\s+(?:nơi )?có\s/u.test(key.slice(stop));
      if (words === null || (!which && startsWithVerb(key, stop))) return null;
      stop += words[0].length;
    }
    stop = Math.min(stop, end);
    agencies.push((agencies.pop() ?? '') + text.slice(list.end, stop).replace(/\s*\([^()]*\)\s*$/u, ''));
    at = stop + (/^\s*(?:[,;]\s*(?:và\s+)?|\s+và\s+)/u.exec(key.slice(stop, end))?.[0].length ?? end);
  }
  if (agencies.length === 0) return null;
  const bodyStart = colon === null ? text.length : colon.index + colon[0].length;
  return {
    agencies,
    with: [],
    mode: prefix?.[1] === undefined ? 'giao' : 'đề nghị',
    bodyStart,
    headingOnly: bodyStart >= text.trimEnd().length,
  };
}
