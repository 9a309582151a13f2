import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { translator } from './i18n.js';
import { readMarkdown } from './markdown.js';
import type { RichText } from './message.js';

const read = (text: string, firstLine = 1) => readMarkdown(text, { file: 'loi.md', firstLine }, translator('en'));

/** The text with its marks written back as tags, outer ones first. */
function tagged({ text, marks }: RichText): string {
  const opens = marks.map((mark, order) => ({
    at: mark.start,
    order: order + 1,
    tag: `<${mark.type === 'link' ? mark.url : mark.type}>`,
  }));
  const closes = marks.map((mark, order) => ({ at: mark.end, order: -order - 1, tag: '</>' }));
  let result = '';
  for (let at = 0; at <= text.length; at += 1) {
    const here = [...closes, ...opens].filter((edge) => edge.at === at).sort((a, b) => a.order - b.order);
    result += here.map((edge) => edge.tag).join('') + (text[at] ?? '');
  }
  return result;
}

function shown(text: string): string[] {
  const { bodies, faults } = read(text);
  expect(faults).toEqual([]);
  return bodies.map(({ body }) => tagged(body));
}

describe('a message in Markdown', () => {
  it.each([
    ['plain text', 'Kính chào bà con!', 'Kính chào bà con!'],
    ['bold and italic', 'Gọi **113** *ngay*.', 'Gọi <bold>113</> <italic>ngay</>.'],
    ['bold inside italic', '*a **b** c*', '<italic>a <bold>b</> c</>'],
    ['a heading is a bold line', '# Tháng **hành** động\nBà con', '<bold>Tháng hành động</>\nBà con'],
    ['a link', '[Luật](https://example.vn/luat)', '<https://example.vn/luat>Luật</>'],
    ['code', 'Mã `A-1`', 'Mã <code>A-1</>'],
    ['a fenced block', '```\na  b\nc\n```', '<code>a  b\nc</>'],
    ['a quote', '> Nhà mình\n> nói không', '<quote>Nhà mình\nnói không</>'],
    ['bullets become dots', 'Gọi:\n- 113\n* 115', 'Gọi:\n• 113\n• 115'],
    ['a list within a list', '- a\n  - b\n- c', '• a\n  • b\n• c'],
    ['numbers stay as typed', '1. a\n2. b\n\n3) c', '1. a\n2. b\n\n3) c'],
    ['line breaks stay', 'một\nhai  \nba\\\nbốn', 'một\nhai\nba\nbốn'],
    ['one empty line between paragraphs, however many were typed', 'một\n\n\n\nhai', 'một\n\nhai'],
    ['an indented paragraph is no code', '     Thưa bà con,\n\n\tnội dung', 'Thưa bà con,\n\nnội dung'],
    [
      'signs that mean nothing in Markdown',
      'a < b, 5 * 3, #1, ma túy & HIV, 2_000',
      'a < b, 5 * 3, #1, ma túy & HIV, 2_000',
    ],
    ['marks count UTF-16 units, as channels do', '😀 **ma túy** 😀', '😀 <bold>ma túy</> 😀'],
  ])('%s', (_name, text, expected) => {
    expect(shown(text)).toEqual([expected]);
  });

  it('goes on in the next part after a line ---, also right below a text', () => {
    expect(shown('Phần một\n---\nPhần **hai**\n\n---\n\nPhần ba')).toEqual([
      'Phần một',
      'Phần <bold>hai</>',
      'Phần ba',
    ]);
  });

  it.each([
    ['html', 'a\n\n<b>đậm</b>', 3],
    ['html', '<!-- ghi chú -->', 1],
    ['html', 'a <br> b', 1],
    ['table', 'a\n\n| x | y |\n|---|---|\n| 1 | 2 |', 3],
    ['table', 'x | y\n--- | ---\n1 | 2', 1],
    ['image', '![tranh](tranh.png)', 1],
    ['reference', '[luật]\n\n[luật]: https://example.vn', 1],
    ['strike', 'một\nhai ~~ba~~', 2],
    ['nestedQuote', '> a\n>\n> > b', 3],
    ['breakInside', '> a\n>\n> ---', 3],
    ['linkUrl', '[a](javascript:alert(1))', 1],
    ['linkUrl', '[a](luat.html)', 1],
    ['emptyPart', 'a\n\n---\n---\n\nb', 4],
    ['emptyPart', '---\na', 1],
  ] as const)('%s is a fault with its line, not something silently lost', (code, text, line) => {
    const t = translator('en');
    const { faults } = read(text, 10);
    const what = t(`content:fault.${code}.what`).split('"')[0];
    expect(faults[0]).toMatchObject({ file: 'loi.md', line: line + 9 });
    expect(faults[0]?.what).toContain(what);
  });

  it('says the line on which each part begins', () => {
    expect(read('\nmột\n\n---\n\nhai', 5).bodies.map(({ line }) => line)).toEqual([6, 10]);
  });

  it('never marks what is not there, whatever is typed', () => {
    const piece = fc.constantFrom(
      '**',
      '*',
      '_',
      '`',
      '[',
      '](https://a.vn)',
      '> ',
      '- ',
      '1. ',
      '# ',
      '\n',
      '\n\n',
      '---\n',
      'ma túy',
      ' ',
      '😀',
      '~~',
      '<',
      '|',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        for (const { body } of read(pieces.join('')).bodies) {
          let start = 0;
          for (const mark of body.marks) {
            expect(mark.start).toBeGreaterThanOrEqual(start);
            expect(mark.end).toBeGreaterThan(mark.start);
            expect(mark.end).toBeLessThanOrEqual(body.text.length);
            start = mark.start;
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
