import { type Fault, InputError } from '../../base/errors.js';
import { nfc } from '../../base/text.js';
import type { Translate } from '../../content/i18n.js';
import { readYaml } from '../../content/readYaml.js';
import { type Form, formSchema, type Indicator } from './form.js';

/**
 * A form as its YAML says it, or an InputError with a fault for each thing wrong: file, line, what, how to mend it. What
 * comes out holds together: every code is there once, every rule names figures that can be added, none goes in a circle.
 */
export function readForm(bytes: Uint8Array, file: string, say: Translate): Form {
  let text: string;
  try {
    text = nfc(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new InputError('bad-form', [
      { file, line: null, what: say('content:fault.notUtf8.what'), mend: say('content:fault.notUtf8.mend') },
    ]);
  }
  const { value, faults, line } = readYaml({ text, file, firstLine: 1 }, formSchema, say);
  if (value === null) throw new InputError('bad-form', faults);
  const wrong = lint(value, say).map(
    ({ path, what, mend }): Fault => ({ file, line: line(path), what: nfc(what), mend }),
  );
  if (wrong.length > 0) throw new InputError('bad-form', wrong);
  return value;
}

interface Wrong {
  path: PropertyKey[];
  what: string;
  mend: string;
}

function lint(form: Form, say: Translate): Wrong[] {
  const wrong: Wrong[] = [];
  const seen = new Set<string>();
  for (const [list, items] of [
    ['outline', form.outline],
    ['indicators', form.indicators],
  ] as const)
    items.forEach((item, at) => {
      if (seen.has(item.code))
        wrong.push({
          path: [list, at, 'code'],
          what: say('reporting:form.codeTwice', { code: item.code }),
          mend: say('reporting:form.codeTwiceMend'),
        });
      seen.add(item.code);
    });
  const sections = new Set(form.outline.map(({ code }) => code));
  const known = new Map(form.indicators.map((one) => [one.code, one]));
  form.indicators.forEach((one, at) => {
    const path = ['indicators', at];
    if (one.type !== 'text' && one.unit === undefined)
      wrong.push({
        path,
        what: say('reporting:form.noUnit', { code: one.code }),
        mend: say('reporting:form.noUnitMend'),
      });
    if (one.section !== undefined && !sections.has(one.section))
      wrong.push({
        path: [...path, 'section'],
        what: say('reporting:form.noSection', { section: one.section }),
        mend: say('reporting:form.noSectionMend', { sections: [...sections].join(', ') }),
      });
    wrong.push(...ruleFaults(one, path, known, say));
  });
  return wrong;
}

const rules = (one: Indicator): [string, string[]][] => [
  ['sum', one.sum ?? []],
  ['percent', one.percent === undefined ? [] : [one.percent.part, one.percent.whole]],
  ['within', one.within === undefined ? [] : [one.within]],
];

/** A rule names figures of the same body's form that are there, that are numbers, and that are not made of this one. */
function ruleFaults(
  one: Indicator,
  path: PropertyKey[],
  known: ReadonlyMap<string, Indicator>,
  say: Translate,
): Wrong[] {
  const wrong: Wrong[] = [];
  for (const [rule, codes] of rules(one)) {
    const fault = (what: string, mend: string): void => void wrong.push({ path: [...path, rule], what, mend });
    if (codes.length > 0 && (one.type === 'text' || (rule === 'percent') !== (one.type === 'percent')))
      fault(say('reporting:form.ruleType', { code: one.code, rule }), say('reporting:form.ruleTypeMend'));
    for (const code of codes) {
      const other = known.get(code);
      if (other === undefined)
        fault(say('reporting:form.noCode', { code }), say('reporting:form.noCodeMend', { rule }));
      else if (other.type === 'text' || other.type === 'percent')
        fault(say('reporting:form.notSummable', { code }), say('reporting:form.notSummableMend'));
      else if (other.by !== one.by)
        fault(say('reporting:form.otherFiller', { code, own: one.code }), say('reporting:form.otherFillerMend'));
    }
  }
  if (madeOf(one.code, known, new Set()).has(one.code))
    wrong.push({
      path: [...path, 'sum'],
      what: say('reporting:form.circle', { code: one.code }),
      mend: say('reporting:form.circleMend'),
    });
  return wrong;
}

/** All that a figure is added up from, however far down. */
function madeOf(code: string, known: ReadonlyMap<string, Indicator>, found: Set<string>): Set<string> {
  for (const part of known.get(code)?.sum ?? []) {
    if (found.has(part)) continue;
    found.add(part);
    madeOf(part, known, found);
  }
  return found;
}
