import { describe, expect, it } from 'vitest';
import { parseHtml } from './html.js';
import { parseMarkdown, parseMarkdownV2 } from './markdown.js';
import { readText } from './text.js';

const read = (values: Record<string, unknown>) => readText({ values, files: new Map() }, 'text', 'entities');

describe('formatted text', () => {
  it('HTML: nested marks, links, code with its language, references', () => {
    expect(parseHtml('<b>Ma <i>túy</i></b> &lt;&#7911;&gt; <a href="https://x.vn/?a=1&amp;b=2">xem</a>')).toEqual({
      text: 'Ma túy <ủ> xem',
      entities: [
        { type: 'bold', offset: 0, length: 6 },
        { type: 'italic', offset: 3, length: 3 },
        { type: 'text_link', offset: 11, length: 3, url: 'https://x.vn/?a=1&b=2' },
      ],
    });
    expect(parseHtml('<pre><code class="language-sql">select 1</code></pre>').entities).toEqual([
      { type: 'pre', offset: 0, length: 8, language: 'sql' },
    ]);
    expect(parseHtml('<blockquote expandable>a</blockquote><span class="tg-spoiler">b</span>').entities).toEqual([
      { type: 'expandable_blockquote', offset: 0, length: 1 },
      { type: 'spoiler', offset: 1, length: 1 },
    ]);
  });

  it('MarkdownV2: every mark, escapes, quotes', () => {
    expect(parseMarkdownV2('*đậm _nghiêng_* __gạch__ ~bỏ~ ||che|| `mã` [xem](https://x.vn/\\)) 1\\.')).toEqual({
      text: 'đậm nghiêng gạch bỏ che mã xem 1.',
      entities: [
        { type: 'bold', offset: 0, length: 11 },
        { type: 'italic', offset: 4, length: 7 },
        { type: 'underline', offset: 12, length: 4 },
        { type: 'strikethrough', offset: 17, length: 2 },
        { type: 'spoiler', offset: 20, length: 3 },
        { type: 'code', offset: 24, length: 2 },
        { type: 'text_link', offset: 27, length: 3, url: 'https://x.vn/)' },
      ],
    });
    expect(parseMarkdownV2('>một\n>hai\nba').entities).toEqual([{ type: 'blockquote', offset: 0, length: 7 }]);
    expect(parseMarkdownV2('```sql\nselect `1`\n```'.replace('`1`', '1')).entities).toEqual([
      { type: 'pre', offset: 0, length: 9, language: 'sql' },
    ]);
  });

  it('the old Markdown', () => {
    expect(parseMarkdown('*a* _b_ `c` [d](http://x.vn) e\\_f')).toEqual({
      text: 'a b c d e_f',
      entities: [
        { type: 'bold', offset: 0, length: 1 },
        { type: 'italic', offset: 2, length: 1 },
        { type: 'code', offset: 4, length: 1 },
        { type: 'text_link', offset: 6, length: 1, url: 'http://x.vn' },
      ],
    });
    expect(() => parseMarkdown('một * lẻ')).toThrow("Can't find end of the entity starting at byte offset 6");
  });

  it('white space at the ends goes, and marks move with the text', () => {
    expect(read({ text: '\n  Bà con \n', entities: [{ type: 'bold', offset: 3, length: 8 }] })).toEqual({
      text: 'Bà con',
      entities: [{ type: 'bold', offset: 0, length: 6 }],
    });
  });

  it('addresses, commands and hashtags are marked without being asked for, but not inside a link or code', () => {
    expect(read({ text: 'Gõ /stop hoặc xem https://x.vn/a. #phòng_chống' }).entities).toEqual([
      { type: 'bot_command', offset: 3, length: 5 },
      { type: 'url', offset: 18, length: 14 },
      { type: 'hashtag', offset: 34, length: 12 },
    ]);
    const code = [{ type: 'code', offset: 0, length: 5 }];
    expect(read({ text: '/stop', entities: code }).entities).toEqual(code);
    expect(read({ text: 'và/hoặc 24/7 a@b.vn' }).entities).toEqual([]);
  });
});
