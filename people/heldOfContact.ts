import { formatDay, formatMoment } from '../content/format.js';
import type { MessageKey } from '../content/i18n.js';
import type { HeldReader, HeldSource } from './heldData.js';
import { languageName } from './languageName.js';
import { queryable } from './queryable.js';
import type { RelayRole } from './relayers/relayer.js';

/** Everything that this room holds of a person, to show them. `people/erase.ts` takes all of it away. */
export const HELD_OF_CONTACT: readonly HeldSource[] = [
  {
    name: 'contact',
    async read(on, { contactId }, { t, locale }) {
      const { rows } = await queryable(on).query<{
        place: string;
        groups: string[];
        locale: string;
        name: string | null;
        minor: boolean;
        asked: string[];
        created_at: Date;
      }>(
        `select coalesce(p.name, c.place) as place, c.groups, c.locale, c.name, c.minor, c.asked, c.created_at
           from contact c left join place p on p.code = c.place where c.id = $1`,
        [contactId],
      );
      return rows.map((row) =>
        [
          t('owndata:contact.place', { place: row.place }),
          row.groups.length === 0 ? '' : t('owndata:contact.groups', { groups: row.groups.join(', ') }),
          t('owndata:contact.language', { language: languageName(row.locale, locale) }),
          row.name === null ? t('owndata:contact.noName') : t('owndata:contact.name', { name: row.name }),
          row.minor ? t('owndata:contact.minor') : '',
          row.asked.length === 0 ? '' : t('owndata:contact.asked'),
          t('owndata:contact.since', { day: formatDay(row.created_at, locale) }),
        ]
          .filter((line) => line !== '')
          .join('\n'),
      );
    },
  },
  {
    name: 'addresses',
    async read(on, { channel, externalId, contactId, key }, { t, locale }) {
      const { rows } = await queryable(on).query<{
        channel: string;
        external_id: string;
        state: 'active' | 'blocked' | 'opted_out' | 'gone';
        state_at: Date;
        heard_at: Date | null;
      }>('select channel, external_id, state, state_at, heard_at from address where contact_id = $1 order by id', [
        contactId,
      ]);
      const { rows: stopped } = await queryable(on).query<{ at: Date }>('select at from suppression where key = $1', [
        key,
      ]);
      const chats = rows.map((row) => {
        const values = {
          channel: t(`owndata:channel.${row.channel === 'zalo' ? 'zalo' : 'telegram'}`),
          id: row.external_id,
        };
        const since = t(STATE[row.state], { day: formatDay(row.state_at, locale) });
        const heard =
          row.heard_at === null ? '' : ` ${t('owndata:address.heard', { at: formatMoment(row.heard_at, locale) })}`;
        return `${t('owndata:address.chat', values)} ${since}${heard}`;
      });
      if (!rows.some((row) => row.channel === channel && row.external_id === externalId))
        for (const { at } of stopped) chats.push(t('owndata:address.mark', { day: formatDay(at, locale) }));
      return chats.length === 0 ? [] : [chats.join('\n')];
    },
  },
  {
    name: 'consents',
    async read(on, { contactId }, reader) {
      const { rows } = await queryable(on).query<ConsentRow>(
        'select purpose, wording, how, given_at, withdrawn_at from consent where contact_id = $1 order by id',
        [contactId],
      );
      return rows.map((row) => sayConsent(row, reader));
    },
  },
  {
    name: 'official',
    async read(on, { contactId }, { t }) {
      const { rows } = await queryable(on).query<{ name: string; position: string; agency: string; phone: boolean }>(
        `select o.name, o.position, a.name as agency, o.phone is not null as phone
           from official o join agency a on a.id = o.agency_id where o.contact_id = $1 and o.left_at is null order by o.id`,
        [contactId],
      );
      return rows.map(({ name, position, agency, phone }) =>
        `${t('owndata:official.is', { name, position, agency })} ${phone ? t('owndata:official.phone') : ''}`.trim(),
      );
    },
  },
  {
    name: 'relayer',
    async read(on, { contactId }, { t }) {
      const { rows } = await queryable(on).query<{ name: string; role: RelayRole; place: string; answers: number }>(
        `select r.name, r.role, coalesce(p.name, r.place) as place,
                (select count(*)::int from relay_answer a join relay_package k on k.id = a.package_id where k.relayer_id = r.id) as answers
           from relayer r left join place p on p.code = r.place where r.contact_id = $1 and r.left_at is null order by r.id`,
        [contactId],
      );
      return rows.map(({ name, role, place, answers }) =>
        t('relay:held', { name, role: t(`relay:role.${role}`), place, count: answers }),
      );
    },
  },
  {
    name: 'staff',
    async read(on, { channel, externalId }, { t }) {
      const { rows } = await queryable(on).query<{ name: string; role: string }>(
        `select s.name, s.role::text from staff_chat c join staff s on s.id = c.staff_id
          where c.channel = $1 and c.external_id = $2 and c.unlinked_at is null and c.revoked_at is null`,
        [channel, externalId],
      );
      return rows.map((row) => t('owndata:staff', row));
    },
  },
  {
    name: 'traces',
    async read(on, { channel, externalId, contactId }, { t }) {
      const { rows } = await queryable(on).query<{
        updates: number;
        forms: number;
        attended: number;
        albums: number;
        questions: number;
      }>(
        `select (select count(*)::int from inbound where channel = $1 and chat = $2) as updates,
                (select count(*)::int from chat_form where channel = $1 and external_id = $2 and step is not null) as forms,
                (select count(*)::int from attended_chat where channel = $1 and external_id = $2 and until > now()) as attended,
                (select count(*)::int from album where channel = $1 and external_id = $2) as albums,
                (select count(*)::int from question_chat where channel = $1 and external_id = $2) as questions`,
        [channel, externalId],
      );
      const lines = rows.flatMap(({ updates, forms, attended, albums, questions }) => [
        updates + albums > 0 ? t('owndata:trace.updates', { count: updates + albums }) : '',
        questions > 0 ? t('owndata:trace.question') : '',
        forms > 0 ? t('owndata:trace.form') : '',
        attended > 0 ? t('owndata:trace.attended') : '',
      ]);
      const said = [...lines, contactId === null ? '' : t('owndata:trace.ledger')].filter((line) => line !== '');
      return said.length === 0 ? [] : [said.join('\n')];
    },
  },
];

const STATE = {
  active: 'owndata:address.active',
  blocked: 'owndata:address.blocked',
  opted_out: 'owndata:address.optedOut',
  gone: 'owndata:address.gone',
} as const satisfies Record<string, MessageKey>;

interface ConsentRow {
  purpose: string;
  wording: string;
  how: string;
  given_at: Date;
  withdrawn_at: Date | null;
}

const PURPOSES: Readonly<Record<string, MessageKey>> = {
  awareness: 'owndata:purpose.awareness',
  official: 'owndata:purpose.official',
  relay: 'relay:purpose',
  'overdue-weekly': 'owndata:purpose.overdueWeekly',
  'overdue-daily': 'owndata:purpose.overdueDaily',
};

function sayConsent(
  { purpose, wording, how, given_at: at, withdrawn_at: until }: ConsentRow,
  { t, locale }: HeldReader,
): string {
  const known = PURPOSES[purpose];
  const isPaper = how === 'guardian-paper';
  const by = isPaper ? 'paper' : how === 'guardian-button' ? 'guardian' : 'given';
  const given = t(`owndata:consent.${by}`, {
    purpose: known === undefined ? purpose : t(known),
    at: formatDay(at, locale),
  });
  const ended = until === null ? '' : ` ${t('owndata:consent.withdrawn', { at: formatDay(until, locale) })}`;
  return `${given}${ended}\n${t(isPaper ? 'owndata:consent.onPaper' : 'owndata:consent.wording', { wording })}`;
}
