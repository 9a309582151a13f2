import type { Block } from '../formats/block.js';
import { evenParagraph } from '../text/characters.js';

/** How far into the document the stamp's other spellings count: the header of the first page. */
const HEADER_BLOCKS = 40;

/**
 * Whether the document bears a secrecy stamp (MẬT, TỐI MẬT, TUYỆT MẬT). A stamp stands by itself, in a line, a cell or
 * a column of the header; the words in running text ("bí mật nhà nước", "bảo mật") are none. Looked at before
 * anything else of the document is.
 */
export function bearsSecrecyStamp(blocks: readonly Block[]): boolean {
  return blocks.some((block, index) => {
    const header = index < HEADER_BLOCKS;
    const lines =
      block.kind === 'table'
        ? block.rows.flatMap((row) => row.flatMap((one) => one.text.split('\n')))
        : block.text.split('\n');
    return lines.some((line) => line.split(/\s{3,}|\|/).some((part) => isStamp(part, header)));
  });
}

function isStamp(part: string, header: boolean): boolean {
  const text = evenParagraph(part);
  if (text.length > 40) return false;
  // Stamps are set apart in letters too: "T Ố I  M Ậ T".
  const tight = /^(?:\p{L} ){2,}\p{L}$/u.test(text) ? text.replace(/ /g, '') : text;
  const bare = tight.replace(/^[[({"“*_\s-]+|[\])}"”*_\s.-]+$/gu, '');
  if (/^(?:ĐỘ MẬT\s*:?\s*)?(?:TUYỆT\s*MẬT|TỐI\s*MẬT|MẬT)$/u.test(bare)) return true;
  return header && /^(?:độ mật|mức độ mật)\s*:?\s*(?:tuyệt mật|tối mật|mật)$/iu.test(bare)
    ? true
    : header && /^(?:tuyệt mật|tối mật|mật)$/iu.test(bare);
}
