import { formatHour } from '../../../content/format.js';
import { type Translate, translator } from '../../../content/i18n.js';
import { type Button, type Part, plainPart } from '../../../content/message.js';
import type { PlaceFinder } from '../../../people/findPlace.js';
import { placeInSentence } from '../../../people/placeName.js';
import { hotlines } from '../../hotlines.js';
import { talkButton } from '../handover/buttons.js';
import { mannerOf } from '../resident/manner.js';
import { dangerButton } from './buttons.js';
import type { DangerKind } from './words.js';

/** What of a danger stands on the screen beside the numbers. */
export interface Around {
  /** calling: somebody is on duty and is being told; then how far that has come. nobody: none is on duty. */
  duty: 'calling' | 'called' | 'taken' | 'unanswered' | 'nobody' | 'stranger';
  place: string | null;
  /** There are police on duty who may be asked for. */
  mayAskPolice: boolean;
  /** Somebody is on duty now who may be asked to talk. */
  mayTalk: boolean;
}

/** The kinds that a person chooses from, and the numbers to dial for each, the first one first. */
const CHOICES = ['unconscious', 'self-harm', 'violence', 'child'] as const;
const DIAL: Readonly<Record<DangerKind, readonly ('medical' | 'police' | 'children')[]>> = {
  unconscious: ['medical'],
  'self-harm': ['medical', 'children'],
  violence: ['police', 'medical'],
  child: ['children', 'police'],
  unclear: ['medical'],
};

/** The sentences about danger, in one language and for one channel. The number stands first, always. */
export class DangerSay {
  readonly #t: Translate;
  readonly #places: PlaceFinder;
  readonly #dials: boolean;
  readonly #buttons: number;

  constructor(locale: string, places: PlaceFinder, channel: string) {
    this.#t = translator(locale);
    this.#places = places;
    const { dials, buttons } = mannerOf(channel, this.#t);
    this.#dials = dials;
    this.#buttons = buttons;
  }

  first(kind: DangerKind, { duty, place, mayAskPolice, mayTalk }: Around): Part {
    const t = this.#t;
    const where = this.place(place);
    return part(
      [
        t(`danger:first.${kind}`, hotlines()),
        t(`danger:duty.${duty}`, { place: where }),
        ...(mayAskPolice ? [t('danger:duty.askPolice', { place: where })] : []),
        ...(kind === 'unclear' ? [] : [t('danger:untilOver')]),
      ],
      [
        ...this.#dial(kind),
        ...this.#next(kind),
        ...(mayAskPolice ? this.#askPolice() : []),
        ...(mayTalk && this.#hasRoom(kind, mayAskPolice) ? this.#talk() : []),
      ],
    );
  }

  /** To whatever comes next while the danger lasts; `unread`: it was nothing that can be read. */
  still(kind: DangerKind, unread: boolean): Part {
    const t = this.#t;
    return part(
      [...(unread ? [t('danger:unread')] : []), t(`danger:still.${kind}`, hotlines()), t('danger:untilOver')],
      [...this.#dial(kind), ...this.#next(kind)],
    );
  }

  over(): Part {
    return part([this.#t('danger:over', hotlines())]);
  }

  police(what: 'police' | 'policeNot' | 'policeNobody', place: string | null): Part {
    const said = this.#t(`danger:duty.${what}`, { ...hotlines(), place: this.place(place) });
    return part([said], this.#dial('violence').slice(0, 1));
  }

  /** What became of telling those on duty. */
  /** `mayTalk`: they are not talking with an officer already. */
  news({
    state,
    reached,
    police,
    at,
    mayTalk,
  }: {
    state: string;
    reached: number;
    police: boolean;
    at: Date;
    mayTalk: boolean;
  }): Part {
    const t = this.#t;
    const values = { ...hotlines(), time: formatHour(at) };
    const talk = mayTalk ? this.#talk() : [];
    if (state === 'nobody') return part([t('danger:news.nobody', values)]);
    if (police) return part([t(state === 'taken' ? 'danger:news.takenPolice' : 'danger:news.calledPolice', values)]);
    if (state === 'taken') return part([t('danger:news.taken', values)], talk);
    return part([t(reached > 1 ? 'danger:news.calledNext' : 'danger:news.called', values)], talk);
  }

  /** To an officer on duty: the kind of danger and the place, and nothing of who wrote. */
  alert({
    id,
    kind,
    place,
    police,
    at,
  }: {
    id: number;
    kind: DangerKind;
    place: string;
    police: boolean;
    at: Date;
  }): Part {
    const t = this.#t;
    const values = {
      ...hotlines(),
      time: formatHour(at),
      place: this.place(place),
      kind: t(`danger:alert.kind.${kind}`),
    };
    return part(
      [t('danger:alert.text', values), ...(police ? [t('danger:alert.consented')] : [])],
      [[{ label: t('danger:button.take'), data: dangerButton.take(id) }]],
    );
  }

  isOver({ place, at }: { place: string; at: Date }): Part {
    return part([this.#t('danger:alert.isOver', { place: this.place(place), time: formatHour(at) })]);
  }

  taken(what: 'taken' | 'mine' | 'others' | 'over' | 'stranger', at: Date): Part {
    return part([this.#t(`danger:alert.${what}`, { time: formatHour(at) })]);
  }

  /** `police`: what is known of the police of the person's own commune, in one line. */
  report(url: string | null, police: string | null): Part {
    const t = this.#t;
    const own = police === null ? [] : [`• ${police}`];
    const page = url === null ? [] : [t('danger:report.page', { url })];
    return part([[t('danger:report.answer', hotlines()), ...own, ...page].join('\n')]);
  }

  /** "phường Hàm Rồng, Thanh Hóa". A code that is no place any more stands for itself. */
  place(code: string | null): string {
    return code === null ? '' : placeInSentence(code, this.#places);
  }

  #dial(kind: DangerKind): Button[][] {
    if (!this.#dials) return [];
    return DIAL[kind].map((which) => {
      const number = hotlines()[which];
      return [{ label: this.#t('bot:button.call', { number }), url: `tel:${number}` }];
    });
  }

  #next(kind: DangerKind): Button[][] {
    if (kind !== 'unclear') return [[{ label: this.#t('danger:button.over'), data: dangerButton.over }]];
    return CHOICES.map((one) => [{ label: this.#t(`danger:button.${one}`), data: dangerButton.kind(one) }]);
  }

  /** What the channel shows under one message; the news that somebody was told brings the button as well. */
  #hasRoom(kind: DangerKind, mayAskPolice: boolean): boolean {
    return this.#dial(kind).length + this.#next(kind).length + (mayAskPolice ? 2 : 0) < this.#buttons;
  }

  #talk(): Button[][] {
    return [[{ label: this.#t('handover:button.askDuty'), data: talkButton.ask }]];
  }

  #askPolice(): Button[][] {
    return [
      [
        { label: this.#t('danger:button.policeYes'), data: dangerButton.police(true) },
        { label: this.#t('danger:button.policeNo'), data: dangerButton.police(false) },
      ],
    ];
  }
}

function part(paragraphs: readonly string[], buttons: Button[][] = []): Part {
  return plainPart(paragraphs.join('\n\n'), buttons);
}
