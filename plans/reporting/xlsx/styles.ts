import { walkXml } from '../../formats/xml.js';

/** What a cell's style says about its number. */
export interface Styles {
  isPercent(style: number): boolean;
  isDate(style: number): boolean;
}

/** Formats without a text of their own in the file (ECMA-376, 18.8.30): 9 and 10 are percents, these are days and hours. */
const PERCENTS = new Set([9, 10]);
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
/** Styles of one workbook; Excel itself allows 65,490. */
const MAX_STYLES = 70_000;

/** Reads which styles show a number as a percent or as a day. Without the part, none does. */
export function readStyles(xml: Uint8Array | undefined): Styles {
  const codes = new Map<number, string>();
  const formats: number[] = [];
  let inCells = false;
  if (xml !== undefined)
    walkXml(xml, {
      open: (name, attributes) => {
        const tag = name.slice(name.indexOf(':') + 1);
        if (tag === 'numFmt') codes.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
        if (tag === 'cellXfs') inCells = true;
        if (tag === 'xf' && inCells && formats.length < MAX_STYLES) formats.push(Number(attributes['numFmtId'] ?? 0));
      },
      close: (name) => {
        if (name.endsWith('cellXfs')) inCells = false;
      },
    });
  const bare = (style: number): { id: number; code: string } => {
    const id = formats[style] ?? 0;
    // Text in quotes and colours in brackets say nothing about the kind.
    return { id, code: (codes.get(id) ?? '').replace(/"[^"]*"|\[[^\]]*\]|\\./g, '') };
  };
  return {
    isPercent: (style) => {
      const { id, code } = bare(style);
      return PERCENTS.has(id) || code.includes('%');
    },
    isDate: (style) => {
      const { id, code } = bare(style);
      return isBuiltInDate(id) || /[dyh]|m{1,2}(?![^;]*[0#])/i.test(code.replace(/general/i, ''));
    },
  };
}
