import { lowerFirst } from '../../../../base/text.js';
import { type Translate, translator } from '../../../../content/i18n.js';
import { locales } from '../../../../content/locale.js';
import { type Button, type Part, plainPart } from '../../../../content/message.js';
import type { PlaceFinder } from '../../../../people/findPlace.js';
import { encodeJoinPayload, type JoinPayload } from '../../../joinPayload.js';
import { BUTTONS } from '../buttons.js';
import { type Manner, mannerOf } from '../manner.js';
import { OFFERED_GROUPS, sayGroup } from './groups.js';
import { shortEnough } from './words.js';

/** What may be added after joining, one tap each. */
export type Extra = 'group' | 'language';

/** Whom the words of a consent speak to. */
export type Asked = 'adult' | 'pupil' | 'guardian';

/**
 * The screens of joining, in one language and on one channel. What is agreed to says what is stored and how to stop, in
 * at most 40 words over two buttons; where a place has a long name it is said in fewer.
 */
export class JoinSay {
  readonly #t: Translate;
  readonly #places: PlaceFinder;
  readonly #manner: Manner;

  constructor(locale: string, places: PlaceFinder, channel: string) {
    this.#t = translator(locale);
    this.#places = places;
    this.#manner = mannerOf(channel, this.#t);
  }

  /** The words that are agreed to. What they say is stored is what is stored. */
  consent(joining: JoinPayload, asked: Asked = 'adult'): Part {
    const groups = this.#groups(joining.groups);
    const text = this.#short(joining.place, (place) =>
      this.#t(`joining:ask.${asked}`, { place, groups, ...this.#manner.words }),
    );
    const yes =
      asked === 'guardian'
        ? { label: this.#t('joining:button.guardian'), data: BUTTONS.guardian + encodeJoinPayload(joining) }
        : { label: this.#t('bot:button.agree'), data: this.#agrees(asked) + encodeJoinPayload(joining) };
    return plainPart(text, [[yes], [{ label: this.#t('bot:button.decline'), data: BUTTONS.decline }]]);
  }

  age(joining: JoinPayload): Part {
    const payload = encodeJoinPayload(joining);
    const text = this.#short(joining.place, (place) => this.#t('joining:ask.age', { place }));
    return plainPart(text, [
      [{ label: this.#t('joining:button.younger'), data: BUTTONS.younger + payload }],
      [{ label: this.#t('joining:button.older'), data: BUTTONS.older + payload }],
    ]);
  }

  /** Joined, and what may be added if the person likes; null: everything was offered before. */
  joined(place: string, minor: boolean, extra: Extra | null): Part {
    const values = { place: this.#place(place), ...this.#manner.words };
    const said = minor ? this.#t('joining:done.minor', values) : this.#t('bot:resident.joined', values);
    if (extra === null) return plainPart(said, [this.#usual()]);
    const offered = this.#offer(extra);
    return plainPart(`${said}\n\n${offered.body.text}`, offered.buttons);
  }

  group(name: string, extra: Extra | null): Part {
    return this.#and(this.#t('joining:done.group', { group: sayGroup(name, this.#t) }), extra);
  }

  skipped(extra: Extra | null): Part {
    return this.#and(this.#t('joining:done.skipped'), extra);
  }

  language(): Part {
    return this.#and(this.#t('joining:done.language'), null);
  }

  #and(said: string, extra: Extra | null): Part {
    if (extra === null) return plainPart(said, [this.#usual()]);
    const offered = this.#offer(extra);
    return plainPart(`${said}\n\n${offered.body.text}`, offered.buttons);
  }

  #offer(extra: Extra): Part {
    const skip: Button = {
      label: this.#t('joining:button.skip'),
      data: extra === 'group' ? BUTTONS.group : BUTTONS.language,
    };
    const stop: Button = { label: this.#t('bot:button.stop'), data: BUTTONS.stop };
    if (extra === 'language')
      return plainPart(this.#t('joining:ask.language'), [
        [
          // Each by the name that its own speakers call it.
          ...locales().map((locale) => ({
            label: translator(locale)('joining:button.ownName'),
            data: `${BUTTONS.language}${locale}`,
          })),
        ],
        [skip, stop],
      ]);
    const groups = OFFERED_GROUPS.map((name) => ({
      label: capitalised(sayGroup(name, this.#t)),
      data: BUTTONS.group + name,
    }));
    return plainPart(this.#t('joining:ask.group'), [groups, [skip, stop]]);
  }

  #usual(): Button[] {
    return [
      { label: this.#t('bot:button.help'), data: BUTTONS.help },
      { label: this.#t('bot:button.stop'), data: BUTTONS.stop },
    ];
  }

  #agrees(asked: Asked): string {
    return asked === 'pupil' ? BUTTONS.pupil : BUTTONS.join;
  }

  #groups(names: readonly string[]): string {
    if (names.length === 0) return '';
    return this.#t('joining:ask.groups', { groups: names.map((name) => sayGroup(name, this.#t)).join(', ') });
  }

  #short(code: string, say: (place: string) => string): string {
    const place = this.#places.byCode(code);
    const names = place === undefined ? [] : [lowerFirst(place.name), place.shortName];
    return shortEnough([this.#place(code), ...names, this.#t('joining:ask.thisPlace')], say);
  }

  /** "phường Hàm Rồng, Thanh Hóa", for the middle of a sentence; a school by its name alone. A code that is no place any more stands for itself. */
  #place(code: string): string {
    const place = this.#places.byCode(code);
    if (place === undefined) return code;
    const above = place.parent === null ? undefined : this.#places.byCode(place.parent);
    return lowerFirst(above === undefined || above.parent !== null ? place.name : `${place.name}, ${above.shortName}`);
  }
}

const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
