/** A note to the editors behind a source: somebody is to look at it before it is said in public, or when it was checked. */
const REVIEW = /,?\s*(?:xin\s+)?cần\s+(.+?)\s+xem\s+lại\s+trước\s+khi\s+gửi\.?/iu;
const CHECKED = /\s*;\s*kiểm tra ngày\s+\S+/giu;
/** What everybody knows needs no source in public. */
const COMMON = /kiến thức .*phổ thông/iu;

/** A source as it stands below a post: without what is said to editors only. Empty where nothing is left to be named. */
export function publicSource(source: string): string {
  if (COMMON.test(source) && REVIEW.test(source)) return '';
  return source.replace(REVIEW, '').replace(CHECKED, '').trim();
}

/** What a source wants looked at, and by whom, as it says so. */
export function toReview(source: string): string[] {
  return REVIEW.test(source) ? [source] : [];
}
