import { formatHour } from '../../../content/format.js';
import { type Translate, translator } from '../../../content/i18n.js';
import { type Button, type Part, plainPart } from '../../../content/message.js';
import type { PlaceFinder } from '../../../people/findPlace.js';
import { type EndedHow, QUIET_MINUTES, type Talk, WAIT_MINUTES } from '../../../people/handover/talk.js';
import { placeInSentence } from '../../../people/placeName.js';
import { hotlines } from '../../hotlines.js';
import { DANGER_KINDS } from '../danger/words.js';
import { ASK } from '../resident/asking/buttons.js';
import { mannerOf } from '../resident/manner.js';
import { talkButton } from './buttons.js';

type About = Pick<Talk, 'id' | 'place' | 'kind' | 'duty'>;

/** The sentences around a talk with an officer, in one language and for one channel. What either side wrote stands as it was written. */
export class TalkSay {
  readonly #t: Translate;
  readonly #places: PlaceFinder;
  readonly #dials: boolean;

  constructor(locale: string, places: PlaceFinder, channel: string) {
    this.#t = translator(locale);
    this.#places = places;
    this.#dials = mannerOf(channel, this.#t).dials;
  }

  /** To the resident, while officers are being asked. */
  asking({ place, duty }: Pick<About, 'place' | 'duty'>): Part {
    const values = { ...hotlines(), ...this.#of(place), minutes: WAIT_MINUTES };
    const which = duty ? 'handover:ask.duty' : place === null ? 'handover:ask.staffAnywhere' : 'handover:ask.staff';
    return plainPart(this.#t(which, values), [...(duty ? this.#dial() : []), [this.#end('notWait')]]);
  }

  /** Nobody can be asked, and why: with the numbers and the other ways. */
  cannot(why: 'noDuty' | 'stranger' | 'noStaff' | 'night'): Part {
    const other = why === 'noStaff' || why === 'night' ? [[this.#write()]] : [];
    return this.#withNumbers(this.#t(`handover:ask.${why}`), other);
  }

  isJoined(): Part {
    return plainPart(this.#t('handover:ask.joined'), [[this.#end('end')]]);
  }

  joined({ place, duty }: About): Part {
    const which = duty
      ? 'handover:joined.duty'
      : place === null
        ? 'handover:joined.staffAnywhere'
        : 'handover:joined.staff';
    const said = this.#t(which, { ...hotlines(), ...this.#of(place) });
    return plainPart(`${said}\n${this.#t('handover:joined.howToEnd')}`, [
      ...(duty ? this.#dial() : []),
      [this.#end('end')],
    ]);
  }

  /** To an officer who is asked. */
  call(about: About, askedAt: Date): Part {
    const { kind } = about;
    const values = { ...hotlines(), head: this.#head(about), time: formatHour(askedAt), minutes: WAIT_MINUTES };
    const known = DANGER_KINDS.find((one) => one === kind) ?? 'unclear';
    const text =
      kind === null
        ? this.#t('handover:officer.call', values)
        : this.#t('handover:officer.callUrgent', { ...values, kind: this.#t(`danger:alert.kind.${known}`) });
    return plainPart(text, [[{ label: this.#t('handover:button.take'), data: talkButton.take(about.id) }]]);
  }

  youJoined(about: About): Part {
    return plainPart(this.#t('handover:officer.joined', { head: this.#head(about) }), [[this.#end('end')]]);
  }

  notTaken(why: 'others' | 'over' | 'busy' | 'elsewhere' | 'stranger'): Part {
    return plainPart(this.#t(`handover:officer.${why}`));
  }

  /** What one side said, as the other reads it: under who or which talk it is. */
  said(about: About, from: Talk['side'], words: string): Part {
    return plainPart(`${from === 'resident' ? this.#head(about) : this.#from(about)}\n${words}`);
  }

  /** What the officer reads of a place that was sent. */
  location(where: { latitude: number; longitude: number }): string {
    const at = { latitude: where.latitude.toFixed(6), longitude: where.longitude.toFixed(6) };
    return this.#t('handover:pass.location', at);
  }

  edited(text: string): string {
    return this.#t('handover:pass.edited', { text });
  }

  passing(
    what: 'nothing' | 'noLocation' | 'wordsOnly' | 'locationSent' | 'locationSentToDuty' | 'tooFast' | 'report',
  ): Part {
    return plainPart(this.#t(`handover:pass.${what}`, hotlines()));
  }

  /** To whoever ended it. */
  ended(talk: Talk): Part {
    if (talk.side === 'officer') return plainPart(this.#t('handover:over.mineOfficer', { head: this.#head(talk) }));
    return talk.state === 'waiting'
      ? plainPart(this.#t('handover:over.notWaiting'))
      : this.#withNumbers(this.#t('handover:over.mine'));
  }

  noTalk(): Part {
    return plainPart(this.#t('handover:over.none'));
  }

  /** To whom it ended for. */
  over(about: About, to: Talk['side'], how: EndedHow): Part {
    const why = how === 'stopped' ? 'gone' : how;
    if (to === 'officer') {
      const values = { head: this.#head(about), minutes: QUIET_MINUTES };
      return plainPart(this.#t(`handover:over.officer.${why === 'nobody' ? 'gone' : why}`, values));
    }
    if (why !== 'nobody')
      return this.#withNumbers(this.#t(`handover:over.resident.${why}`, { minutes: QUIET_MINUTES }));
    const again = [{ label: this.#t('handover:button.again'), data: talkButton.ask }];
    const said = about.duty ? 'nobodyUrgent' : 'nobody';
    return this.#withNumbers(this.#t(`handover:over.resident.${said}`, { minutes: WAIT_MINUTES }), [
      again,
      ...(about.duty ? [] : [[this.#write()]]),
    ]);
  }

  /** Which talk it is, and where: the first line of all that an officer reads of it. */
  #head({ id, place, kind }: About): string {
    const where = place === null ? this.#t('handover:officer.anywhere') : placeInSentence(place, this.#places);
    return this.#t(kind === null ? 'handover:officer.head' : 'handover:officer.headUrgent', { no: id, place: where });
  }

  #from({ place, duty }: About): string {
    if (duty) return this.#t('handover:from.duty', this.#of(place));
    return this.#t(place === null ? 'handover:from.staffAnywhere' : 'handover:from.staff', this.#of(place));
  }

  #of(place: string | null): { place: string } {
    return { place: place === null ? '' : placeInSentence(place, this.#places) };
  }

  #withNumbers(text: string, buttons: Button[][] = []): Part {
    return plainPart(`${text}\n\n${this.#t('handover:numbers', hotlines())}`, [...this.#dial(), ...buttons]);
  }

  #dial(): Button[][] {
    if (!this.#dials) return [];
    const { medical, police, children } = hotlines();
    return [medical, police, children].map((number) => [
      { label: this.#t('bot:button.call', { number }), url: `tel:${number}` },
    ]);
  }

  #end(label: 'end' | 'notWait'): Button {
    return { label: this.#t(`handover:button.${label}`), data: talkButton.end };
  }

  #write(): Button {
    return { label: this.#t('handover:button.write'), data: ASK.staff };
  }
}
