import { type Faq, type FaqEntry, type FaqTopic, faqIn } from '../../../../content/faq/faq.js';
import { type Translate, translator } from '../../../../content/i18n.js';
import { type Button, type Part, plainPart } from '../../../../content/message.js';
import type { PersonalDetail } from '../../../../people/personalDetails.js';
import { hotlines } from '../../../hotlines.js';
import { talkButton } from '../../handover/buttons.js';
import { BUTTONS } from '../buttons.js';
import { type Manner, mannerOf } from '../manner.js';
import { ASK } from './buttons.js';

/** A list longer than this is shown in pages, also where more buttons fit. */
const MOST_ON_PAGE = 12;
/** The person's own words at the head of a message, so that a press on the button below says them again: nothing is kept meanwhile. */
const QUOTED = /^[^“”\n]{1,30}: “([^”]{2,500})”\n/u;
const QUOTE_MAX = 500;

/** The sentences of asking in one language and on one channel. */
export class AskSay {
  readonly #t: Translate;
  readonly #manner: Manner;
  readonly #locale: string;

  constructor(locale: string, channel: string) {
    this.#t = translator(locale);
    this.#manner = mannerOf(channel, this.#t);
    this.#locale = locale;
  }

  topics({ topics }: Faq, page: number): Part {
    const buttons = topics.map(({ id, title }) => ({ label: faqIn(title, this.#locale), data: ASK.topic + id }));
    return this.#paged(this.#t('asking:topics'), buttons, page, (next) => ({
      label: this.#t('asking:button.more'),
      data: ASK.topicsFrom + next,
    }));
  }

  topic({ id, title, entries }: FaqTopic, page: number): Part {
    const buttons = entries.map((entry) => this.#entry(entry));
    const isLast = page * this.#onPage >= entries.length;
    return this.#paged(
      this.#t('asking:topic', { title: faqIn(title, this.#locale) }),
      buttons,
      page,
      (next) => ({ label: this.#t('asking:button.more'), data: `${ASK.topic}${id}:${next}` }),
      isLast ? this.#topicsButton() : undefined,
    );
  }

  /** An answer with what the place told, its sources, and the ways on. `facts` are whole lines. */
  answer({ topic, title, answer, sources }: FaqEntry, facts: readonly string[]): Part {
    const values: Record<string, string> = { ...hotlines(), ...this.#manner.words };
    const text = faqIn(answer, this.#locale).replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
    const local = facts.length === 0 ? [] : ['', ...facts];
    const source = this.#t('asking:source', { sources: faqIn(sources, this.#locale).join('; ') });
    return plainPart([faqIn(title, this.#locale), '', text, ...local, '', source].join('\n'), [
      [{ label: this.#t('asking:button.other'), data: ASK.topic + topic }, this.#staffButton()],
    ]);
  }

  /** What is near, to choose from. */
  several(asked: string | null, entries: readonly FaqEntry[]): Part {
    return plainPart(`${this.#quote(asked)}${this.#t('asking:several')}`, [
      ...entries.map((entry) => [this.#entry(entry)]),
      [{ label: this.#t('asking:button.none'), data: ASK.none }],
    ]);
  }

  /** Nothing is near: staff may be asked, without name and address. */
  none(asked: string | null): Part {
    return plainPart(
      `${this.#quote(asked)}${this.#t('asking:none')}\n\n${this.#t('bot:resident.numbers', hotlines())}`,
      [
        [{ label: this.#t('asking:button.send'), data: ASK.staff }],
        [this.#talkButton()],
        [this.#topicsButton(), { label: this.#t('bot:button.help'), data: BUTTONS.help }],
      ],
    );
  }

  /** The question that staff are to get. */
  write(lead: string | null = null): Part {
    return plainPart(`${lead === null ? '' : `${lead}\n\n`}${this.#t('asking:write')}`, [
      [this.#talkButton()],
      [{ label: this.#t('asking:button.leave'), data: ASK.leave }],
    ]);
  }

  details(found: readonly PersonalDetail[]): string {
    const what = found.map((detail) => this.#t(`asking:detail.${detail}`)).join(', ');
    return this.#t('asking:details', { what });
  }

  tooLong(limit: number): string {
    return this.#t('asking:tooLong', { limit });
  }

  sent(): Part {
    return plainPart(this.#t('asking:sent', { ...this.#manner.words, ...hotlines() }), [
      [{ label: this.#t('asking:button.takeBack'), data: ASK.takeBack }, this.#topicsButton()],
    ]);
  }

  short(key: 'left' | 'takenBack' | 'nothingWaiting' | 'tooMany' | 'notHere'): Part {
    return plainPart(this.#t(`asking:${key}`, this.#manner.words), [[this.#topicsButton()]]);
  }

  /** What staff answered. */
  replied(asked: string, reply: string): Part {
    return plainPart(this.#t('asking:replied', { asked, reply }), [[this.#topicsButton(), this.#staffButton()]]);
  }

  get #onPage(): number {
    return Math.min(MOST_ON_PAGE, this.#manner.buttons - 2);
  }

  /** A page of a list, the next one, and staff. Past the end the list begins again. */
  #paged(text: string, all: readonly Button[], wanted: number, next: (page: number) => Button, last?: Button): Part {
    const pages = Math.max(1, Math.ceil(all.length / this.#onPage));
    const page = wanted >= 1 && wanted <= pages ? wanted : 1;
    const shown = all.slice((page - 1) * this.#onPage, page * this.#onPage).map((button) => [button]);
    const more = page < pages ? next(page + 1) : (last ?? (pages > 1 ? next(1) : undefined));
    return plainPart(text, [...shown, [...(more === undefined ? [] : [more]), this.#staffButton()]]);
  }

  #quote(asked: string | null): string {
    return asked === null ? '' : `${this.#t('asking:asked', { asked })}\n\n`;
  }

  #entry({ id, title }: FaqEntry): Button {
    return { label: faqIn(title, this.#locale), data: ASK.entry + id };
  }

  #topicsButton(): Button {
    return { label: this.#t('asking:button.topics'), data: ASK.topics };
  }

  #talkButton(): Button {
    return { label: this.#t('handover:button.ask'), data: talkButton.ask };
  }

  #staffButton(): Button {
    return { label: this.#t('asking:button.staff'), data: ASK.staff };
  }
}

/** The words that can stand in quotes, or null: too long, or with quotes of their own. */
export function quotable(text: string): string | null {
  const line = text.replace(/\s+/g, ' ').replace(/[“”]/g, '"').trim();
  return line.length >= 2 && line.length <= QUOTE_MAX ? line : null;
}

/** What the person had asked, from the message under which they pressed; null where the channel does not tell, or it was another message. */
export const quotedIn = (shown: string | null): string | null => QUOTED.exec(shown ?? '')?.[1] ?? null;
