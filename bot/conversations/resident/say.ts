import { type Translate, translator } from '../../../content/i18n.js';
import { type Button, type Part, plainPart } from '../../../content/message.js';
import type { PlaceFinder } from '../../../people/findPlace.js';
import { placeInSentence, placeLabel } from '../../../people/placeName.js';
import type { Place } from '../../../people/places.js';
import { hotlines } from '../../hotlines.js';
import { BUTTONS } from './buttons.js';
import { type Manner, mannerOf } from './manner.js';

/** More of the same name than this are not shown as buttons: the province is asked for instead. */
const MAX_CHOICES = 8;
/** Telegram cuts longer labels off; Zalo refuses them. */
const MAX_LABEL = 60;

/** The sentences of the conversation with a resident in one language and on one channel, each as a part with its buttons. */
export class Say {
  readonly locale: string;
  readonly channel: string;
  readonly #t: Translate;
  readonly #places: PlaceFinder;
  readonly #manner: Manner;
  readonly #choices: number;

  constructor(locale: string, places: PlaceFinder, channel = 'telegram') {
    this.locale = locale;
    this.channel = channel;
    this.#t = translator(locale);
    this.#places = places;
    this.#manner = mannerOf(channel, this.#t);
    this.#choices = Math.min(MAX_CHOICES, this.#manner.buttons);
  }

  welcome(): Part {
    return plainPart(`${this.#t('bot:resident.welcome')}\n\n${this.#t('bot:resident.askPlace')}`, [[this.#help()]]);
  }

  askPlace(): Part {
    return plainPart(this.#t('bot:resident.askPlace'));
  }

  unknownLink(): Part {
    return plainPart(`${this.#t('bot:resident.unknownLink')}\n\n${this.#t('bot:resident.askPlace')}`, [[this.#help()]]);
  }

  placeNotFound(): Part {
    return plainPart(
      `${this.#t('bot:resident.placeNotFound')}\n\n${this.#t('bot:resident.askPlace')}\n\n${this.#numbers()}`,
      [[this.#help()]],
    );
  }

  choose(candidates: readonly Place[]): Part {
    const [first] = candidates;
    if (first !== undefined && candidates.length > this.#choices) {
      return plainPart(
        this.#t('bot:resident.tooManyPlaces', { count: candidates.length, example: placeLabel(first, this.#places) }),
      );
    }
    return plainPart(this.#t('bot:resident.choosePlace'), this.#placeButtons(candidates));
  }

  near(candidates: readonly Place[]): Part {
    return plainPart(this.#t('bot:resident.nearPlaces'), this.#placeButtons(candidates));
  }

  already(place: string): Part {
    return plainPart(this.#t('bot:resident.already', { place: placeInSentence(place, this.#places) }), [
      [{ label: this.#t('bot:button.changePlace'), data: BUTTONS.place }],
      [this.#help(), this.#stop()],
    ]);
  }

  declined(): Part {
    return plainPart(this.#t('bot:resident.declined', this.#manner.words));
  }

  stopped(): Part {
    return plainPart(this.#t('bot:resident.stopped', this.#manner.words));
  }

  help(): Part {
    return plainPart(
      `${this.#numbers()}\n\n${this.#t('bot:resident.help', this.#manner.words)}\n\n${this.#t('bot:resident.report', hotlines())}`,
      [[this.#stop()], ...this.#dial()],
    );
  }

  wrongCode(): Part {
    return plainPart(this.#t('bot:resident.wrongCode'), [[this.#help()]]);
  }

  fallback(hasStopped: boolean): Part {
    const can = this.#t(hasStopped ? 'bot:resident.canAfterStop' : 'bot:resident.can', this.#manner.words);
    return plainPart(
      `${this.#t('bot:resident.thanks')} ${can}\n\n${this.#numbers()}`,
      hasStopped ? [[this.#help()]] : [[this.#help(), this.#stop()]],
    );
  }

  notText(): Part {
    return plainPart(`${this.#t('bot:resident.notText', this.#manner.words)}\n\n${this.#numbers()}`, [[this.#help()]]);
  }

  oldButton(hasStopped = false): Part {
    const old = this.#t('bot:resident.oldButton', this.#manner.words);
    return plainPart(hasStopped ? `${old} ${this.#t('bot:resident.canAfterStop', this.#manner.words)}` : old, [
      [this.#help()],
    ]);
  }

  #numbers(): string {
    return this.#t('bot:resident.numbers', hotlines());
  }

  #help(): Button {
    return { label: this.#t('bot:button.help'), data: BUTTONS.help };
  }

  #stop(): Button {
    return { label: this.#t('bot:button.stop'), data: BUTTONS.stop };
  }

  /** The numbers to press, where the channel can dial. */
  #dial(): Button[][] {
    if (!this.#manner.dials) return [];
    const { medical, police, children } = hotlines();
    return [medical, police, children].map((number) => [
      { label: this.#t('bot:button.call', { number }), url: `tel:${number}` },
    ]);
  }

  #placeButtons(candidates: readonly Place[]): Button[][] {
    return candidates
      .slice(0, this.#choices)
      .map((place) => [
        { label: placeLabel(place, this.#places).slice(0, MAX_LABEL), data: BUTTONS.chosen + place.code },
      ]);
  }
}
