import type { CellObject, SheetData } from 'write-excel-file/node';
import { translator } from '../../content/i18n.js';
import type { Agency } from '../../people/agencies/agency.js';
import { sayDay } from '../review/say.js';
import { type Entry, FIELDS } from './checks.js';
import { type Form, indicatorsFor, sectionsToWrite } from './form.js';
import type { Period } from './period.js';
import { identityText } from './readWorkbook.js';
import { across, bordered, bytesOf, figure, head } from './xlsx/writing.js';

/** Which body's form it is, and what is filled in already: what was sent before, last year's figures. */
export interface WorkbookOf {
  form: Form;
  period: Pick<Period, 'id' | 'formSha' | 'name' | 'from' | 'to' | 'cutOff' | 'dueOn'>;
  agency: Pick<Agency, 'id' | 'name' | 'kind' | 'key'>;
  known: ReadonlyMap<string, Entry>;
}

/**
 * The form that one body fills in, in Vietnamese whatever the reader's language: an official paper. It bears the codes of
 * its rows and its own mark, so that it is recognised however its columns are moved; a form of another body or period is, too.
 */
export async function makeWorkbook({ form, period, agency, known }: WorkbookOf): Promise<Uint8Array> {
  const say = translator('vi');
  const line = (text: string, more: CellObject = {}): SheetData[number] => across(text, 8, more);
  const top: SheetData = [
    line(form.name.toUpperCase(), { fontWeight: 'bold', align: 'center', fontSize: 13 }),
    line(say('reporting:sheet.period', { name: period.name, from: sayDay(period.from), to: sayDay(period.to) }), {
      align: 'center',
    }),
    line(say('reporting:sheet.agency', { name: agency.name }), { fontWeight: 'bold' }),
    line(say('reporting:sheet.due', { cutOff: sayDay(period.cutOff), due: sayDay(period.dueOn) })),
    line(say('reporting:sheet.howFigures'), { fontStyle: 'italic', height: 48 }),
    line(say('reporting:sheet.care'), { fontWeight: 'bold', height: 32 }),
    line(identityText({ period: period.id, agency: agency.id, form: period.formSha }), {
      textColor: '#808080',
      fontSize: 9,
    }),
  ];
  return bytesOf([
    {
      sheet: say('reporting:sheet.figures'),
      columns: [6, 10, 46, 14, 14, 14, 14, 26].map((width) => ({ width })),
      data: [
        ...top,
        FIGURE_HEADS.map((key) => head(say(`reporting:sheet.${key}`))),
        ...figureRows(form, agency, known),
      ],
    },
    {
      sheet: say('reporting:sheet.outline'),
      columns: [10, 46, 90].map((width) => ({ width })),
      data: [
        across(say('reporting:sheet.howWords'), 3, { fontStyle: 'italic', height: 32 }),
        OUTLINE_HEADS.map((key) => head(say(`reporting:sheet.${key}`))),
        ...sectionsToWrite(form).map(({ code, heading, ask }) => [
          bordered({ value: code }),
          bordered({ value: `${heading}\n(${ask})`, wrap: true }),
          bordered({ value: known.get(code)?.text ?? '', wrap: true, height: 60 }),
        ]),
      ],
    },
  ]);
}

const FIGURE_HEADS = ['no', 'code', 'name', 'unit', 'value', 'cumulative', 'samePeriod', 'note'] as const;
const OUTLINE_HEADS = ['code', 'heading', 'words'] as const;

function figureRows(form: Form, agency: WorkbookOf['agency'], known: WorkbookOf['known']): SheetData {
  const rows: SheetData = [];
  let group: string | undefined;
  let no = 0;
  for (const one of indicatorsFor(form, agency)) {
    if (one.group !== undefined && one.group !== group)
      rows.push(across(one.group, 8, bordered({ fontWeight: 'bold', backgroundColor: '#F2F2F2' })));
    group = one.group;
    no += 1;
    const entry = known.get(one.code);
    rows.push([
      bordered({ value: no, align: 'center' }),
      bordered({ value: one.code }),
      bordered({ value: one.name, wrap: true }),
      bordered({ value: one.unit ?? '', align: 'center' }),
      ...FIELDS.map((field) =>
        one.type === 'text'
          ? bordered({ value: field === 'value' ? (entry?.text ?? '') : '', wrap: true })
          : figure(entry?.[field] ?? null),
      ),
      bordered({ value: '' }),
    ]);
  }
  return rows;
}
