import { openWorkbook } from '../readWorkbook.js';

/** The process in which a workbook that somebody sent is opened (`openWorkbookApart` starts it): the bytes come in, its cells go out. */
const pieces: Buffer[] = [];
for await (const piece of process.stdin) pieces.push(Buffer.from(piece));
process.stdout.write(JSON.stringify(openWorkbook(Buffer.concat(pieces))));
