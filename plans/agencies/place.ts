import { type Inner, isNamed, levels, places, placeTails, separatorEnd, weak } from './heads.js';
import { keyOf, phraseAt, type Token } from './tokens.js';
import { startsWithVerb } from './verbs.js';

/** "tỉnh Hưng Yên", "các xã, phường", "cấp xã", "khu vực IV"; not the "xã" of "xã hội". */
export function placeEnd(tokens: readonly Token[], at: number): number {
  let end =
    at +
    (tokens[at]?.key === 'các' &&
    (phraseAt(tokens, at + 1, places) > 0 || keyOf(tokens, at + 1, at + 3) === 'địa phương')
      ? 1
      : 0);
  const size = Math.max(phraseAt(tokens, end, levels), phraseAt(tokens, end, places));
  if (size === 0) return at;
  const next = tokens[end + size]?.key;
  if (size === 1 && ((tokens[end]?.key === 'xã' && next === 'hội') || next === 'ủy' || next === 'đoàn')) return at;
  end += size;
  for (;;) {
    while (
      tokens[end]?.isWord &&
      tokens[end]?.capital &&
      !isNamed(tokens, end) &&
      !startsWithVerb(keyOf(tokens, end, end + 4))
    )
      end += 1;
    const separator = separatorEnd(tokens, end);
    const more = separator === end ? 0 : phraseAt(tokens, separator, places);
    if (
      more === 0 ||
      tokens[separator + more]?.key === 'hội' ||
      tokens[separator + more]?.key === 'đoàn' ||
      tokens[separator + more]?.key === 'ủy'
    )
      return end + phraseAt(tokens, end, placeTails);
    end = separator + more;
  }
}

/** "thuộc UBND tỉnh", "của phường", "trên địa bàn tỉnh X", "tại địa phương". */
export function attachedEnd(tokens: readonly Token[], at: number, inner: Inner): number {
  const key = tokens[at]?.key;
  // "… là thành viên Ban Chỉ đạo": who of them is meant.
  if (keyOf(tokens, at, at + 3) === 'là thành viên') {
    const whose = inner(tokens, at + (tokens[at + 3]?.key === 'của' ? 4 : 3));
    return whose?.to ?? at;
  }
  if (key === 'của' || key === 'thuộc' || (key === 'trực' && tokens[at + 1]?.key === 'thuộc')) {
    const next = at + (key === 'trực' ? 2 : 1);
    const place = placeEnd(tokens, next);
    if (place > next) return place;
    const body = inner(tokens, next);
    // "các đơn vị thuộc Bộ": the issuer's own short name.
    if (body === null && tokens[next]?.capital === true && phraseAt(tokens, next, weak) > 0)
      return next + phraseAt(tokens, next, weak);
    return body === null ? (key === 'trực' ? next : at) : body.to;
  }
  const around = ['đóng trên địa bàn', 'trên địa bàn', 'địa bàn', 'tại', 'ở', 'trong'].find(
    (phrase) => keyOf(tokens, at, at + phrase.split(' ').length) === phrase,
  );
  if (around === undefined) return at;
  const next = at + around.split(' ').length;
  const place = placeEnd(tokens, next);
  return place > next ? place : around.includes('trên địa bàn') ? next : at;
}
