/** A number in [0, 1) that depends on its arguments alone, so that calls in any order meet the same luck (splitmix32). */
export function draw(seed: number, who: number, nth: number): number {
  let h =
    Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^
    Math.imul(who | 0, 0xc2b2ae35) ^
    Math.imul(Math.floor(who / 2 ** 32) | 0, 0x27d4eb2f);
  h = (h + Math.imul(nth, 0x9e3779b9)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return ((h ^ (h >>> 15)) >>> 0) / 4_294_967_296;
}
