import { translator } from '../../../../content/i18n.js';
import { type Part, plainPart } from '../../../../content/message.js';
import type { HeldPerson } from '../../../../people/heldData.js';
import { queryable } from '../../../../people/queryable.js';
import { suppressionKey } from '../../../../people/suppressionKey.js';
import type { Incoming } from '../../../incoming.js';
import { localeOf } from '../../localeOf.js';
import { BUTTONS } from '../buttons.js';
import type { Effect, Turn } from '../decide.js';
import type { Person } from '../person.js';
import type { ResidentDeps } from '../turn.js';
import { eraseButton, KEEP, readEraseButton } from './button.js';
import { paginate } from './paginate.js';
import { SOURCES } from './sources.js';
import { readWish } from './words.js';

type Deps = Pick<ResidentDeps, 'database' | 'secret' | 'clock'>;

/**
 * Shows a person all that is held of them, and erases it: asked once, with a button, and then all of it at once. For
 * everybody, officials and staff too, in every chat, and also while somebody of the agency is answering there. Null
 * where the update is about something else.
 */
export async function ownData(deps: Deps, incoming: Incoming, person: Person | null): Promise<Turn | null> {
  const { channel, externalId } = incoming;
  const now = deps.clock.now();
  const { t, locale, ...say } = speak(localeOf(incoming, person), channel);
  const chat = { channel, externalId };
  if (incoming.kind === 'button') {
    const pressed = readEraseButton(incoming.data, deps.secret, chat, now);
    if (pressed === null) return null;
    if (pressed === 'keep') return said(plainPart(t('owndata:erase.kept')));
    if (pressed === 'over') return said(plainPart(t('owndata:erase.over', say.words)));
    const erased: Effect = { do: 'erase', cause: 'asked' };
    // Again, so that this press leaves no trace either.
    if (person === null && (await isErased(deps, chat)))
      return { ...said(plainPart(t('owndata:erase.already'))), effects: [erased] };
    const official = person === null ? [] : await officialLine(deps, person.contactId, t('owndata:erase.official'));
    return {
      ...said(plainPart([t('owndata:erase.done', say.words), ...official].join('\n\n'))),
      effects: [erased],
    };
  }
  const wish = readWish(incoming);
  if (wish === null) return null;
  if (wish === 'erase')
    return said(
      plainPart(t('owndata:erase.ask'), [
        [{ label: t('owndata:button.erase'), data: eraseButton(deps.secret, chat, now) }],
        [{ label: t('owndata:button.keep'), data: KEEP }],
      ]),
    );
  const held: HeldPerson = {
    ...chat,
    key: suppressionKey(deps.secret, channel, externalId),
    contactId: person?.contactId ?? null,
  };
  const paragraphs: string[] = [];
  for (const source of SOURCES) paragraphs.push(...(await source.read(deps.database, held, { t, locale })));
  const begin = t(person === null ? 'owndata:show.nobody' : 'owndata:show.begin');
  const pages = paginate([begin, ...paragraphs, t('owndata:show.end', say.words)]);
  return said(
    ...pages.map((text, at) =>
      plainPart(text, at === pages.length - 1 ? [[{ label: t('bot:button.help'), data: BUTTONS.help }]] : []),
    ),
  );
}

function speak(locale: string, channel: string) {
  const t = translator(locale);
  const erase = channel === 'zalo' ? t('owndata:word.erase') : '/erase';
  const start = channel === 'zalo' ? t('bot:word.start') : '/start';
  return { t, locale, words: { erase, start } };
}

async function isErased(
  { database, secret }: Deps,
  { channel, externalId }: { channel: string; externalId: string },
): Promise<boolean> {
  const { rowCount } = await queryable(database).query(`select from suppression where key = $1 and cause = 'erased'`, [
    suppressionKey(secret, channel, externalId),
  ]);
  return rowCount !== 0;
}

/** Who is an official is told that the agency's own list is not theirs to erase here. */
async function officialLine({ database }: Deps, contactId: number, line: string): Promise<string[]> {
  const { rowCount } = await queryable(database).query(
    'select from official where contact_id = $1 and left_at is null limit 1',
    [contactId],
  );
  return rowCount === 0 ? [] : [line];
}

/** Nobody of the agency answers this in their place. */
function said(...replies: Part[]): Turn {
  return { effects: [], replies, urgent: true };
}
