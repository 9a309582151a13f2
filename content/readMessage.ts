import { readFile as readFromDisk } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { z } from 'zod';
import { type Fault, InputError } from '../base/errors.js';
import { contentFault } from './fault.js';
import { type Translate, translator } from './i18n.js';
import { isLanguage, languageOfName } from './language.js';
import { type ChannelName, limitFaults } from './limits.js';
import { type Body, isWebAddress, readMarkdown } from './markdown.js';
import { checkMedia, type MediaFile } from './media.js';
import type { Button, LocalisedMessage, MediaRef, Part } from './message.js';
import { isMinority, minorityName } from './minorities.js';
import { fillMessage, openPlaceholders, type PlaceholderValues, placeholderFaults } from './placeholders.js';
import { code, readYaml, type Yaml } from './readYaml.js';
import { type MinorityText, recordingOf } from './recording.js';
import { type ReadFile, readTextFile, type TextFile } from './textFile.js';
import { lawFaults, wordFaults } from './wordFaults.js';

const line = z.string().trim().min(1);

const button = z
  .strictObject({
    label: line,
    url: line.refine(isWebAddress, code('buttonUrl')).optional(),
    data: line.optional(),
  })
  .refine(({ url, data }) => (url === undefined) !== (data === undefined), code('buttonAction'))
  .transform(({ label, url, data }): Button => (url === undefined ? { label, data: data ?? '' } : { label, url }));

const head = z
  .strictObject({
    locale: line.refine(isLanguage, code('badLanguage')).optional(),
    photo: line.optional(),
    video: line.optional(),
    document: line.optional(),
    buttons: z.array(z.array(button)).default([]),
    /** Of a minority's language only: the file that a speaker recorded, who of its speakers looked at it, and when. */
    recording: line.optional(),
    reviewedBy: line.optional(),
    reviewedOn: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}$/, code('badReviewDay'))
      .refine(isDay, code('badReviewDay'))
      .optional(),
  })
  .refine(
    ({ photo, video, document }) => [photo, video, document].filter((path) => path !== undefined).length <= 1,
    code('oneFileOnly'),
  );

/** How the files of one message are read. */
export interface ReadMessageOptions {
  /** The language in which faults are said. */
  locale: string;
  /** The channels the message is meant for: their limits are checked here, with file and line. Telegram if not given. */
  channels?: readonly ChannelName[];
  /** What placeholders stand for, by the language of the text; one without a value is a fault. */
  values?: (locale: string) => PlaceholderValues;
  /** Reads a file's bytes; from the disk if not given. */
  readFile?: ReadFile;
  /** The day on which it is read, YYYY-MM-DD: law is held against it. Without one, law that has an end is out of force. */
  on?: string;
}

/** A message in its languages, with the files that go out with it by their SHA-256. */
export interface ReadMessage {
  message: LocalisedMessage;
  media: Map<string, MediaFile>;
}

/**
 * Reads one message from one file for each language: `loi.md`, or `loi.md` and `loi.en.md`. The language is the head's
 * `locale`, else the one in the file's name, else Vietnamese; a reader whose language has no file gets the Vietnamese
 * one, or the first. The head's file goes with the first part, the buttons go below the last. Throws an InputError
 * with every fault of every file.
 */
export async function readMessageFiles(files: readonly string[], options: ReadMessageOptions): Promise<ReadMessage> {
  const t = translator(options.locale);
  const values = options.values ?? (() => ({}));
  const message: LocalisedMessage = {};
  const media = new Map<string, MediaFile>();
  const faults: Fault[] = [];
  const fileOf = new Map<string, string>();
  for (const file of files) {
    const text = await readLocalText(file, {
      t,
      readFile: options.readFile ?? readFromDisk,
      channels: options.channels ?? ['telegram'],
    });
    faults.push(...text.faults);
    const other = fileOf.get(text.locale);
    if (other !== undefined)
      faults.push(contentFault(t, 'languageTwice', { file, line: text.localeLine }, { locale: text.locale, other }));
    fileOf.set(text.locale, file);
    if (text.source === null) continue;
    const { head, headLine, body, bodyLine } = text.source;
    const filled = values(text.locale);
    for (const { name, line } of [
      ...openPlaceholders(head ?? '', headLine, filled),
      ...openPlaceholders(body, bodyLine, filled),
    ]) {
      faults.push(contentFault(t, 'placeholderValue', { file, line }, { name }));
    }
    const cited = options.on === undefined ? undefined : { on: options.on, locale: options.locale };
    faults.push(...wordFaults(head ?? '', headLine, file, t), ...wordFaults(body, bodyLine, file, t));
    faults.push(...lawFaults(body, bodyLine, file, t, cited));
    message[text.locale] = text.parts;
    for (const [sha256, found] of text.media) media.set(sha256, found);
  }
  if (files.length === 0) faults.push({ ...contentFault(t, 'empty', { file: '', line: null }), file: null });
  if (faults.length > 0) throw new InputError('bad-message', faults);
  return { message: fillMessage(message, values), media };
}

/** One language of a message as its file has it, placeholders not yet filled. */
export interface LocalText {
  locale: string;
  localeLine: number | null;
  /** Null when the file could not be read or parted. */
  source: TextFile | null;
  parts: Part[];
  /** The file's line on which each part begins. */
  partLines: number[];
  /** The line of the head that names the file beside the text, and that on which the buttons begin. */
  mediaLine: number | null;
  minority: MinorityText | null;
  buttonsLine: number | null;
  media: Map<string, MediaFile>;
  faults: Fault[];
}

/** How one language's file is read. */
export interface LocalTextOptions {
  t: Translate;
  readFile: ReadFile;
  channels: readonly ChannelName[];
  /** Where the head's file must lie: a campaign is one folder that can be handed on. Anywhere if not given. */
  within?: string;
  /** The language, where the file's place already says it (`vi.md` of a campaign); the head then names none. */
  language?: string;
}

/** Reads one language of a message. Never throws for what is in the file: that is in `faults`. */
export async function readLocalText(file: string, options: LocalTextOptions): Promise<LocalText> {
  const { t } = options;
  const named = options.language ?? languageOfName(file) ?? 'vi';
  const source = await readTextFile(file, options.readFile, t);
  const nothing = {
    locale: named,
    localeLine: null,
    parts: [],
    partLines: [],
    mediaLine: null,
    minority: null,
    buttonsLine: null,
    media: new Map<string, MediaFile>(),
  };
  if ('what' in source) return { ...nothing, source: null, faults: [source] };
  const yaml = readYaml({ text: source.head ?? '', file, firstLine: source.headLine }, head, t);
  const { bodies, faults } = readMarkdown(source.body, { file, firstLine: source.bodyLine }, t);
  faults.push(...yaml.faults, ...placeholderFaults(source.head ?? '', { file, firstLine: source.headLine }, t));
  faults.push(...placeholderFaults(source.body, { file, firstLine: source.bodyLine }, t));
  const locale = yaml.value?.locale ?? named;
  if (options.language !== undefined && locale !== options.language) {
    faults.push(
      contentFault(t, 'languageOther', { file, line: yaml.line(['locale']) }, { locale, other: options.language }),
    );
  }
  const attached = await readAttached(yaml, file, options);
  if (attached !== null && 'what' in attached) faults.push(attached);
  const carried = attached !== null && 'ref' in attached ? attached : null;
  const spoken = await readMinority(yaml, locale, file, options, bodies);
  faults.push(...spoken.faults);
  const parts = assemble(bodies, carried?.ref ?? null, yaml.value?.buttons ?? []);
  const partLines = bodies.map((body) => body.line);
  // A file that could not be used is already a fault; that the text beside it may be empty is not another one.
  if (attached === null && spoken.minority?.recording == null && bodies.length === 1 && bodies[0]?.body.text === '') {
    faults.push(contentFault(t, 'empty', { file, line: source.bodyLine }));
  }
  for (const [at, part] of parts.entries()) {
    faults.push(...limitFaults(part, options.channels, { file, line: partLines[at] ?? source.bodyLine }, t));
  }
  return {
    locale,
    localeLine: yaml.value?.locale === undefined ? null : yaml.line(['locale']),
    source,
    parts,
    partLines,
    minority: spoken.minority,
    mediaLine: kindOf(yaml) === undefined ? null : yaml.line([kindOf(yaml) ?? '']),
    buttonsLine: (yaml.value?.buttons ?? []).length === 0 ? null : yaml.line(['buttons']),
    media: new Map(carried === null ? [] : [[carried.ref.sha256, carried.media]]),
    faults: faults.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
  };
}

function assemble(bodies: readonly Body[], media: MediaRef | null, buttons: Button[][]): Part[] {
  return bodies.map(({ body }, at) => ({
    body,
    media: at === 0 ? media : null,
    buttons: at === bodies.length - 1 ? buttons.filter((row) => row.length > 0) : [],
  }));
}

const kindOf = (yaml: Yaml<z.infer<typeof head>>): 'photo' | 'video' | 'document' | undefined =>
  (['photo', 'video', 'document'] as const).find((name) => yaml.value?.[name] !== undefined);

function isOutside(folder: string, target: string): boolean {
  const inside = relative(resolve(folder), target);
  return inside.startsWith('..') || isAbsolute(inside);
}

async function readAttached(
  yaml: Yaml<z.infer<typeof head>>,
  file: string,
  options: LocalTextOptions,
): Promise<{ ref: MediaRef; media: MediaFile } | Fault | null> {
  const kind = kindOf(yaml);
  const path = kind === undefined ? undefined : yaml.value?.[kind];
  if (kind === undefined || path === undefined) return null;
  const where = { file, line: yaml.line([kind]) };
  const target = resolve(dirname(file), path);
  if (options.within !== undefined && isOutside(options.within, target))
    return contentFault(options.t, 'mediaOutside', where, { path });
  let bytes: Uint8Array;
  try {
    bytes = await options.readFile(target);
  } catch {
    // Not there, no right, a folder: the remedy is the same, and the fault belongs to the line that names the file.
    return contentFault(options.t, 'mediaUnreadable', where, { path });
  }
  return checkMedia(kind, path, bytes, where, options.t);
}

/** A day that the calendar has. */
function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/**
 * What a head says of a text in a minority's language. Nothing in such a language is taken without the speaker who looked at it and the day: a machine's
 * translation has neither. In any other language these fields are out of place.
 */
async function readMinority(
  yaml: Yaml<z.infer<typeof head>>,
  locale: string,
  file: string,
  options: LocalTextOptions,
  bodies: readonly Body[],
): Promise<{ minority: MinorityText | null; faults: Fault[] }> {
  const { t } = options;
  const { recording: path, reviewedBy, reviewedOn } = yaml.value ?? {};
  if (yaml.value === null) return { minority: null, faults: [] };
  if (!isMinority(locale)) {
    const stray = (['recording', 'reviewedBy', 'reviewedOn'] as const).filter(
      (field) => yaml.value?.[field] !== undefined,
    );
    return {
      minority: null,
      faults: stray.map((field) => contentFault(t, 'fieldUnknown', { file, line: yaml.line([field]) }, { field })),
    };
  }
  const faults: Fault[] = [];
  // What a second person approves for once may be without; what comes back every year may not.
  if (options.language !== undefined && (reviewedBy === undefined || reviewedOn === undefined))
    faults.push(contentFault(t, 'minorityReview', { file, line: 1 }, { language: minorityName(locale, 'vi') }));
  const hasText = bodies.some(({ body }) => body.text !== '');
  const recording = path === undefined ? null : await readRecording(path, file, yaml.line(['recording']), options);
  if (recording !== null && 'what' in recording) faults.push(recording);
  const heard = recording !== null && 'bytes' in recording ? recording : null;
  return {
    minority: { hasText, recording: heard, reviewedBy: reviewedBy ?? '', reviewedOn: reviewedOn ?? '' },
    faults,
  };
}

async function readRecording(
  path: string,
  file: string,
  line: number,
  { t, readFile, within }: LocalTextOptions,
): Promise<MediaFile | Fault> {
  const where = { file, line };
  const target = resolve(dirname(file), path);
  if (within !== undefined && isOutside(within, target)) return contentFault(t, 'mediaOutside', where, { path });
  try {
    return recordingOf(path, await readFile(target)) ?? contentFault(t, 'recordingUnknown', where, { path });
  } catch {
    return contentFault(t, 'mediaUnreadable', where, { path });
  }
}
