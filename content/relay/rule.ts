import type { Campaign } from '../campaign.js';
import { translator } from '../i18n.js';
import type { LaidItem } from '../layOn.js';
import { momentOf } from '../monthDay.js';
import { type GroupText, LOUDSPEAKER_SECONDS, parted, type Reading } from './relay.js';
import { smsText } from './sms.js';
import { aloudIn, readingSeconds, sentences } from './spoken.js';

const GREETED = ['hoc-sinh', 'sinh-vien', 'phu-huynh', 'giao-vien', 'cong-nhan', 'tai-xe', 'kinh-doanh'] as const;

/** How a message addresses its readers at the beginning of a sentence: said once, in the greeting. */
const VOCATIVE =
  /^(?:Kính thưa|Thưa|Kính chào|Kính gửi)\s+(?:bà con|anh\/chị|quý thầy cô|thầy cô)[^,:!.]{0,40}[,:!]\s+|^(?:Em|Bạn|Anh\/chị)(?:\s+(?:lái xe|công nhân))?\s+thân mến,\s+|^Dear [^,]{1,30},\s+/u;

/**
 * What is relayed where nobody wrote a text: one reading made of the week's messages for everybody (where there is none, of those for its first group), whole
 * messages as long as they fit into the slot, a first one that does not cut between sentences; and one SMS, the first title that fits into a part, with as
 * many sentences of its message as fit beside it. Nothing is reworded but the address, which the greeting says once.
 */
export function byRule(
  items: readonly LaidItem[],
  group: readonly GroupText[],
  by: { campaign: Campaign; locale: string; place: string },
): { readings: Reading[]; sms: { at: Date; text: string }[] } {
  const everybody = group.filter(({ groups }) => groups.length === 0);
  const first = group[0];
  if (first === undefined) return { readings: [], sms: [] };
  const chosen = everybody.length > 0 ? everybody : group.filter(({ groups }) => groups.join() === first.groups.join());
  return {
    readings: [reading(chosen, items, by)],
    sms: [sms(chosen)],
  };
}

function reading(
  chosen: readonly GroupText[],
  items: readonly LaidItem[],
  { campaign, locale, place }: { campaign: Campaign; locale: string; place: string },
): Reading {
  const t = translator(locale);
  const named = GREETED.find((name) => chosen[0]?.groups.includes(name));
  const greeting = t(named === undefined ? 'relay:greeting.everybody' : `relay:greeting.${named}`, { place });
  const thanks = t('relay:greeting.thanks');
  const whole = (blocks: readonly string[]): string => [greeting, ...blocks, thanks].join('\n\n');
  const fits = (blocks: readonly string[]): boolean =>
    readingSeconds(aloudIn(whole(blocks), locale)) <= LOUDSPEAKER_SECONDS;
  let blocks: string[] = [];
  const used: string[] = [];
  for (const { text, item } of chosen) {
    const said = sentencesOf(text);
    if (fits([...blocks, said.join(' ')])) blocks = [...blocks, said.join(' ')];
    else if (blocks.length === 0) {
      const kept: string[] = [];
      for (const sentence of said) {
        if (!fits([[...kept, sentence].join(' ')])) break;
        kept.push(sentence);
      }
      if (kept.length === 0) continue;
      blocks = [kept.join(' ')];
    } else continue;
    used.push(item);
  }
  const text = aloudIn(whole(blocks), locale);
  const sources = campaign.items.filter(({ name }) => used.includes(name)).flatMap((item) => item.sources);
  return {
    at: slotOf(chosen[0]?.at ?? new Date(0), campaign),
    text,
    seconds: readingSeconds(text),
    sources: [...new Set(sources)],
    by: 'rule',
    leftOut: items.map(({ item }) => item.name).filter((name) => !used.includes(name)),
  };
}

/** A message's sentences without its address; a title or a line of a list becomes a sentence of its own. */
function sentencesOf(text: string): string[] {
  return sentences(text)
    .map((sentence) => {
      const bare = sentence.replace(/^(?:[•–-]|\d+[.)])\s+/u, '').replace(VOCATIVE, '');
      return bare.charAt(0).toUpperCase() + bare.slice(1);
    })
    .filter((sentence) => sentence !== '')
    .map((sentence) => (/(?:[.!?…:]|[.!?…]”)$/.test(sentence) ? sentence : `${sentence}.`));
}

/** The first hour of the campaign's last slot of the day, when people are at home. */
function slotOf(at: Date, { slots }: Campaign): Date {
  const from = slots.at(-1)?.from ?? { hour: 17, minute: 0 };
  const local = new Date(at.getTime() + 7 * 3_600_000);
  return momentOf(local.getUTCFullYear(), { month: local.getUTCMonth() + 1, day: local.getUTCDate() }, from);
}

function sms(chosen: readonly GroupText[]): { at: Date; text: string } {
  const alone = (text: string): boolean => smsText(text)?.parts.length === 1;
  const first = chosen.find(({ text }) => alone(parted(text).title)) ?? chosen[0];
  let text = parted(first?.text ?? '').title;
  for (const sentence of sentencesOf(parted(first?.text ?? '').text)) {
    const longer = `${/[.!?]$/.test(text) ? text : `${text}.`} ${sentence}`;
    if (!alone(longer)) break;
    text = longer;
  }
  return { at: first?.at ?? new Date(0), text };
}
