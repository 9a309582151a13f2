import { formatNumber } from '../../../../content/format.js';
import { type Translate, translator } from '../../../../content/i18n.js';
import type { PledgeTexts } from '../../../../content/loadPledges.js';
import { type Button, type Part, plainPart } from '../../../../content/message.js';
import { wordsFor } from '../../../../content/quiz.js';
import { PLEDGE_KINDS, type Pledge, type PledgeKind } from '../../../../people/pledges/pledge.js';
import { BUTTONS } from '../buttons.js';
import { QUIZ_BUTTONS } from '../quiz/wish.js';
import { PLEDGE_BUTTONS, type Which } from './wish.js';

/** Sizes of a family that one press gives. */
const FAMILY_SIZES = [2, 3, 4, 5] as const;

/** The sentences about pledges in one language. */
export class SayPledge {
  readonly #t: Translate;
  readonly #locale: string;
  readonly #texts: PledgeTexts;

  constructor(locale: string, texts: PledgeTexts) {
    this.#t = translator(locale);
    this.#locale = locale;
    this.#texts = texts;
  }

  menu(before?: string): Part {
    return plainPart(
      joined(before, this.#t('pledge:menu')),
      PLEDGE_KINDS.map((kind) => [
        { label: this.#t(`pledge:kind.${kind}`), data: PLEDGE_BUTTONS.show({ kind, campaign: '' }) },
      ]),
    );
  }

  /** The words that are agreed to, with what is kept of it. */
  text(which: Which, before?: string): Part {
    const { text, version } = this.#texts[which.kind];
    const kept = this.#t(which.kind === 'person' ? 'pledge:keptOfPerson' : 'pledge:keptOfMany');
    return plainPart(joined(before, wordsFor(text, this.#locale), kept), [
      [{ label: this.#t(`pledge:agree.${which.kind}`), data: PLEDGE_BUTTONS.give(which, version) }],
      [{ label: this.#t('pledge:button.others'), data: PLEDGE_BUTTONS.menu }],
    ]);
  }

  askPeople(form: number, kind: PledgeKind, before?: string): Part {
    const sizes =
      kind === 'family'
        ? [FAMILY_SIZES.map((size) => ({ label: String(size), data: PLEDGE_BUTTONS.count(form, size) }))]
        : [];
    return plainPart(joined(before, this.#t(`pledge:ask.${kind === 'person' ? 'family' : kind}`)), [
      ...sizes,
      [{ label: this.#t('pledge:button.leave'), data: PLEDGE_BUTTONS.leave(form) }],
    ]);
  }

  notThatMany(kind: PledgeKind): string {
    const { least, most } = this.#texts[kind].people ?? { least: 1, most: 1 };
    return this.#t('pledge:bounds', {
      least: formatNumber(least, this.#locale),
      most: formatNumber(most, this.#locale),
    });
  }

  given({ kind, campaign, people }: Pick<Pledge, 'kind' | 'campaign' | 'people'>): Part {
    const said =
      people === null
        ? this.#t('pledge:given.person')
        : this.#t(`pledge:given.${kind === 'person' ? 'family' : kind}`, { count: people });
    return plainPart(joined(said, this.#t('pledge:canWithdraw')), [
      [{ label: this.#t('quiz:button.try'), data: QUIZ_BUTTONS.menu }],
      [{ label: this.#t('pledge:button.withdraw'), data: PLEDGE_BUTTONS.withdraw({ kind, campaign }) }],
    ]);
  }

  givenBefore(): Part {
    return plainPart(joined(this.#t('pledge:givenBefore'), this.#t('pledge:canWithdraw')), this.#listButton());
  }

  left(): Part {
    return plainPart(this.#t('pledge:left'), [[{ label: this.#t('pledge:button.others'), data: PLEDGE_BUTTONS.menu }]]);
  }

  list(pledges: readonly Pledge[]): Part {
    if (pledges.length === 0) return this.menu(this.#t('pledge:none'));
    // More than a handful are of campaigns long past.
    const shown = pledges.slice(0, PLEDGE_KINDS.length);
    return plainPart(
      this.#t('pledge:list'),
      shown.map((pledge) => [
        {
          label: this.#t('pledge:button.withdrawKind', { kind: this.#t(`pledge:kind.${pledge.kind}`) }),
          data: PLEDGE_BUTTONS.withdraw(pledge),
        },
      ]),
    );
  }

  withdrawn(): Part {
    return plainPart(this.#t('pledge:withdrawn'), [
      [{ label: this.#t('pledge:button.others'), data: PLEDGE_BUTTONS.menu }],
    ]);
  }

  /** A pledge is counted in a place, and who does not receive has told us none. */
  joinFirst(): Part {
    return plainPart(joined(this.#t('pledge:joinFirst'), this.#t('bot:resident.askPlace')), [
      [{ label: this.#t('bot:button.help'), data: BUTTONS.help }],
    ]);
  }

  changed(): string {
    return this.#t('pledge:changed');
  }

  oldButton(): string {
    return this.#t('pledge:oldButton');
  }

  #listButton(): Button[][] {
    return [[{ label: this.#t('pledge:button.list'), data: PLEDGE_BUTTONS.list }]];
  }
}

const joined = (...texts: (string | undefined)[]): string => texts.filter((text) => text !== undefined).join('\n\n');
