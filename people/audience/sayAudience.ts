import type { Translate } from '../../content/i18n.js';
import type { PlaceFinder } from '../findPlace.js';
import { languageName } from '../languageName.js';
import type { Audience } from './audience.js';

/**
 * A rule in the words of somebody who never wrote one: "phường Hàm Rồng (Thanh Hóa), nhóm hoc-sinh, trừ người đọc tiếng Anh". For reading
 * aloud; what is stored, hashed and approved is `formatAudience`.
 */
export function sayAudience(rule: Audience, places: PlaceFinder, t: Translate, locale: string): string {
  const say = (member: Audience, isInside: boolean): string => {
    switch (member.type) {
      case 'all':
        return t('people:audience.all');
      case 'place':
        return sayPlace(member.code, places);
      case 'group':
        return t('people:audience.group', { group: member.name });
      case 'locale':
        return t('people:audience.locale', { language: languageName(member.locale, locale) });
      case 'channel':
        return t('people:audience.channel', { channel: member.channel === 'zalo' ? 'Zalo' : 'Telegram' });
      case 'children':
        return t(`people:audience.children.${member.are}`);
      case 'not':
        return t('people:audience.not', { of: say(member.of, true) });
      case 'and': {
        const said = member.of.map((one) => say(one, true)).join(', ');
        return isInside ? `(${said})` : said;
      }
      case 'or': {
        const said = member.of.map((one) => say(one, true)).join(t('people:audience.or'));
        return isInside ? `(${said})` : said;
      }
    }
  };
  return say(rule, false);
}

/** "Phường Hàm Rồng (Thanh Hóa)"; a code that is no place any more stays a code. */
export function sayPlace(code: string, places: PlaceFinder): string {
  const place = places.byCode(code);
  if (place === undefined) return code;
  const above = place.parent === null ? undefined : places.byCode(place.parent);
  return above === undefined ? place.name : `${place.name} (${above.shortName})`;
}
