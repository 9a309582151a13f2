import type { Mark } from './message.js';

/** Text that grows by lines, and knows which of them are bold. An empty line is not there when it is the first. */
export class Lines {
  text = '';
  readonly marks: Mark[] = [];

  plain(line: string): void {
    this.text += this.text === '' ? line : `\n${line}`;
  }

  /** A line break that the line begins with stays outside its mark. */
  bold(line: string): void {
    this.plain(line);
    const { length } = this.text;
    this.marks.push({ type: 'bold', start: length - line.replace(/^\n/, '').length, end: length });
  }
}
