import { describe, expect, it } from 'vitest';
import { translator } from './i18n.js';
import type { RichText } from './message.js';
import { fillMessage, fillText, openPlaceholders, placeholderFaults } from './placeholders.js';

const plain = (text: string): RichText => ({ text, marks: [] });

describe('a placeholder', () => {
  it('is filled, and every mark keeps the words it stood on', () => {
    const text = 'Chào {{place}}, năm {{ year }}: gọi 113';
    const bold = { start: text.indexOf('gọi'), end: text.length };
    const inside = { start: text.indexOf('{{place}}'), end: text.indexOf(', năm') };
    const filled = fillText(
      {
        text,
        marks: [
          { type: 'italic', ...inside },
          { type: 'bold', ...bold },
        ],
      },
      { place: 'phường Hoa Lư', year: '2027' },
    );
    expect(filled.text).toBe('Chào phường Hoa Lư, năm 2027: gọi 113');
    expect(filled.marks.map((mark) => filled.text.slice(mark.start, mark.end))).toEqual(['phường Hoa Lư', 'gọi 113']);
  });

  it('takes its paragraph away when its value is empty: a theme not yet known leaves no hole', () => {
    const text = 'Đầu\n\nChủ đề: {{theme}}\nnăm {{year}}\n\nCuối';
    const marks: RichText['marks'] = [
      { type: 'bold', start: text.indexOf('{{theme'), end: text.indexOf('\nnăm') },
      { type: 'italic', start: text.indexOf('Cuối'), end: text.length },
    ];
    expect(fillText({ text, marks }, { theme: '', year: '2027' })).toEqual({
      text: 'Đầu\n\nCuối',
      marks: [{ type: 'italic', start: 5, end: 9 }],
    });
    expect(fillText(plain('{{theme}}\n\nCuối'), { theme: '' }).text).toBe('Cuối');
    expect(fillText(plain('Đầu\n\n{{theme}}'), { theme: '' }).text).toBe('Đầu');
    expect(fillText(plain('Đầu\n\n{{theme}}\n\n{{place}}'), { theme: '', place: '' }).text).toBe('Đầu');
    expect(fillText(plain('{{theme}}'), { theme: '' }).text).toBe('');
  });

  it('stays as it is without a value, and its value is never read again', () => {
    expect(fillText(plain('{{place}} {{year}}'), { place: '{{year}}' }).text).toBe('{{year}} {{year}}');
  });

  it('is filled on buttons too, in each language with its own words', () => {
    const part = { body: plain('{{theme}}'), media: null, buttons: [[{ label: 'Năm {{year}}', data: 'help' }]] };
    const filled = fillMessage({ vi: [part], en: [part] }, (locale) => ({
      theme: locale === 'vi' ? 'Chung tay' : 'Together',
      year: '2027',
    }));
    expect(filled['en']?.[0]).toEqual({
      body: plain('Together'),
      media: null,
      buttons: [[{ label: 'Năm 2027', data: 'help' }]],
    });
    expect(filled['vi']?.[0]?.body.text).toBe('Chung tay');
  });

  it('that does not exist, or does not close, is a fault with its line', () => {
    const faults = placeholderFaults(
      '{{place}}\n{{ten}} {{place}}\n{{place}',
      { file: 'a.md', firstLine: 4 },
      translator('vi'),
    );
    expect(faults.map(({ line, what }) => [line, what])).toEqual([
      [5, 'Không có chỗ điền nào tên là {{ten}}'],
      [6, 'Chỗ điền thiếu dấu ngoặc'],
    ]);
    expect(faults[0]?.mend).toContain('{{place}}, {{theme}}, {{year}}');
  });

  it('without a value is found with its line', () => {
    expect(openPlaceholders('a\n{{place}} {{year}}', 3, { year: '2027' })).toEqual([{ name: '{{place}}', line: 4 }]);
  });
});
