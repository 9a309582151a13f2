import { argumentFault, InputError } from '../../base/errors.js';
import { type MessageKey, type Translate, translator } from '../../content/i18n.js';
import { readerLocales } from '../../content/readerLocales.js';
import { CHANNELS } from '../externalId.js';
import { bundledPlaceFinder, type PlaceFinder } from '../findPlace.js';
import { checkGroupName, suggestGroupName } from '../groupName.js';
import { resolvePlace } from '../resolvePlace.js';
import { type Audience, CHILDREN_ARE, join } from './audience.js';
import { type Token, tokens } from './tokens.js';

/** Longer or deeper rules than these nobody can approve with open eyes; the depth also keeps the call stack small. */
const RULE_MAX_LENGTH = 4_000;
const RULE_MAX_DEPTH = 50;

export interface ParseOptions {
  /** Places the rule may name; without it those that come with Loa. `readAudience` takes the database's. */
  places?: PlaceFinder;
  /** Language of the faults. */
  locale?: string;
}

/**
 * Reads a rule:
 *
 *     rule   = both { "or" both }
 *     both   = factor { ["and"] factor }         words side by side mean and
 *     factor = "not" factor | "(" rule ")" | "all" | "place:" CODE | "group:" NAME | "locale:" xx | "channel:" NAME | "children:" too/only
 *
 * Nobody under 16 is meant by a rule unless it says so: `children:too`, or `children:only`.
 * A place may be named in quotes where the name is unambiguous (`place:"Hàm Rồng"`); the rule keeps its code. Throws
 * InputError with the column, what is wrong there and how to mend it.
 */
export function parseAudience(text: string, options: ParseOptions = {}): Audience {
  return new Reader(text.normalize('NFC'), options.places ?? bundledPlaceFinder(), options.locale ?? 'vi').read();
}

class Reader {
  private readonly pieces: Token[];
  private next = 0;
  private depth = 0;
  private readonly say: Translate;

  constructor(
    private readonly text: string,
    private readonly places: PlaceFinder,
    private readonly locale: string,
  ) {
    this.say = translator(locale);
    this.pieces = text.length > RULE_MAX_LENGTH ? [] : tokens(text);
  }

  read(): Audience {
    if (this.text.length > RULE_MAX_LENGTH)
      this.fail(RULE_MAX_LENGTH, 'people:rule.tooLong', 'people:rule.tooLongMend', { max: RULE_MAX_LENGTH });
    if (this.peek().type === 'end') this.fail(1, 'people:rule.empty', 'people:rule.emptyMend');
    const rule = this.readOr();
    const rest = this.peek();
    if (rest.type === 'close')
      this.fail(rest.column, 'people:rule.closeWithoutOpen', 'people:rule.closeWithoutOpenMend');
    return rule;
  }

  private readOr(): Audience {
    const members = [this.readAnd()];
    while (this.peek().type === 'or') {
      this.next++;
      members.push(this.readAnd());
    }
    return join('or', members);
  }

  private readAnd(): Audience {
    const members = [this.readFactor()];
    for (;;) {
      const { type } = this.peek();
      if (type === 'or' || type === 'close' || type === 'end') return join('and', members);
      if (type === 'and') this.next++;
      members.push(this.readFactor());
    }
  }

  private readFactor(): Audience {
    const piece = this.peek();
    this.next++;
    switch (piece.type) {
      case 'all':
        return { type: 'all' };
      case 'term':
        return this.term(piece);
      case 'not':
        return this.deeper(piece.column, () => ({ type: 'not', of: this.readFactor() }));
      case 'open':
        return this.deeper(piece.column, () => this.readParenthesis(piece.column));
      case 'unknown':
        return this.fail(piece.column, 'people:rule.unknownWord', 'people:rule.unknownWordMend', {
          text: piece.text.slice(0, 60),
        });
      default:
        return this.fail(piece.column, 'people:rule.termExpected', 'people:rule.termExpectedMend');
    }
  }

  private readParenthesis(column: number): Audience {
    const rule = this.readOr();
    if (this.peek().type !== 'close') this.fail(column, 'people:rule.notClosed', 'people:rule.notClosedMend');
    this.next++;
    return rule;
  }

  private term({ field, value, column }: Extract<Token, { type: 'term' }>): Audience {
    switch (field) {
      case 'place':
        return {
          type: 'place',
          code: resolvePlace(this.places, value, this.locale, this.say('people:rule.at', { column })).code,
        };
      case 'group': {
        const check = checkGroupName(value);
        if (check === 'ok') return { type: 'group', name: value };
        if (check === 'marks-a-person')
          this.fail(column, 'people:group.marksAPerson', 'people:group.marksAPersonMend', { group: value });
        return this.fail(column, 'people:group.malformed', 'people:group.malformedMend', {
          group: value.slice(0, 60),
          suggestion: suggestGroupName(value) || 'hoc-sinh',
        });
      }
      case 'locale':
        if (readerLocales().includes(value)) return { type: 'locale', locale: value };
        return this.fail(column, 'people:locale.unknown', 'people:locale.unknownMend', {
          locale: value.slice(0, 20),
          locales: readerLocales().join(', '),
        });
      case 'channel':
        if ((CHANNELS as readonly string[]).includes(value)) return { type: 'channel', channel: value };
        return this.fail(column, 'people:channel.unknown', 'people:channel.unknownMend', {
          channel: value.slice(0, 20),
          channels: CHANNELS.join(', '),
        });
      case 'children': {
        const are = CHILDREN_ARE.find((word) => word === value);
        if (are !== undefined) return { type: 'children', are };
        return this.fail(column, 'people:rule.unknownChildren', 'people:rule.unknownChildrenMend', {
          value: value.slice(0, 20),
        });
      }
      default:
        return this.fail(column, 'people:rule.unknownField', 'people:rule.unknownFieldMend', {
          field: field.slice(0, 20),
        });
    }
  }

  private deeper(column: number, read: () => Audience): Audience {
    this.depth++;
    if (this.depth > RULE_MAX_DEPTH)
      this.fail(column, 'people:rule.tooDeep', 'people:rule.tooDeepMend', { max: RULE_MAX_DEPTH });
    const rule = read();
    this.depth--;
    return rule;
  }

  private peek(): Token {
    return this.pieces[this.next] ?? { type: 'end', column: this.text.length + 1 };
  }

  private fail(
    column: number,
    what: MessageKey,
    mend: MessageKey,
    values: Record<string, string | number> = {},
  ): never {
    const where = this.say('people:rule.at', { column });
    throw new InputError('bad-audience', [argumentFault(where + this.say(what, values), this.say(mend, values))]);
  }
}
