import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Fault } from '../../base/errors.js';
import { contentFault } from '../fault.js';
import type { Translate } from '../i18n.js';
import { LOCAL_FACT_KINDS } from '../localFactKinds.js';
import { readYaml, type Yaml } from '../readYaml.js';
import { readText } from '../textFile.js';
import type { ByLocale, FAQ_LOCALES, Faq, FaqEntry, FaqTopic } from './faq.js';

const line = z.string().trim().min(1);
const both = z.strictObject({ vi: line, en: line });
const sourceNames = z.record(z.string(), both);
const topicFile = z.strictObject({
  title: both,
  entries: z.record(
    z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      .max(40),
    z.strictObject({
      title: both,
      vi: line,
      en: line,
      asked: z.strictObject({ vi: z.array(line).min(1), en: z.array(line).min(1) }),
      /** Key of sources.yaml → where in it; empty for all of it. */
      sources: z.record(z.string(), z.string()),
      local: z.array(z.enum(LOCAL_FACT_KINDS)).default([]),
    }),
  ),
});
export type TopicYaml = Yaml<z.infer<typeof topicFile>>;

export interface TopicFile {
  file: string;
  text: string;
  yaml: TopicYaml;
}

export interface FaqFiles {
  faq: Faq;
  files: TopicFile[];
  faults: Fault[];
}

/** A topic in one language more: `entries/<language>/<the topic's file>`. What is not translated yet is said in Vietnamese. */
const translatedFile = z.strictObject({
  title: line,
  entries: z.record(z.string(), z.strictObject({ title: line, answer: line, asked: z.array(line) })),
});

/** Reads a folder: sources.yaml, in entries/ one file for each topic, in the order of their names, and a folder for each further language. What is broken is left out and said. */
export async function readFaq(folder: string, t: Translate): Promise<FaqFiles> {
  const faults: Fault[] = [];
  const open = async <T>(file: string, schema: z.ZodType<T>): Promise<{ text: string; yaml: Yaml<T> } | null> => {
    const read = await readText(file, readFile, t);
    if ('what' in read) {
      faults.push(read);
      return null;
    }
    const yaml = readYaml({ text: read.text, file, firstLine: 1 }, schema, t);
    faults.push(...yaml.faults);
    return { text: read.raw, yaml };
  };
  const names = (await open(join(folder, 'sources.yaml'), sourceNames))?.yaml.value ?? {};
  const files: TopicFile[] = [];
  const faq: Faq = { topics: [] };
  const listed = await readdir(join(folder, 'entries'), { withFileTypes: true });
  const topicFiles = listed.flatMap(({ name }) => (name.endsWith('.yaml') ? [name] : [])).sort();
  const languages = listed.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  for (const name of topicFiles) {
    const file = join(folder, 'entries', name);
    const read = await open(file, topicFile);
    if (read === null) continue;
    files.push({ file, ...read });
    const { yaml } = read;
    if (yaml.value === null) continue;
    const topic = name.replace(/^\d+-/, '').replace(/\.yaml$/, '');
    const entries = Object.entries(yaml.value.entries).map(
      ([id, { title, vi, en, asked, sources, local }]): FaqEntry => {
        const unknown = Object.keys(sources).filter((key) => names[key] === undefined);
        for (const key of unknown) {
          const where = { file, line: yaml.line(['entries', id, 'sources', key]) };
          faults.push(contentFault(t, 'fieldValue', where, { field: `sources.${key}` }));
        }
        return {
          id,
          topic,
          title: { ...title },
          answer: { vi, en },
          asked: { ...asked },
          sources: shown(sources, names),
          local,
        };
      },
    );
    faq.topics.push({ id: topic, title: { ...yaml.value.title }, entries });
    for (const language of languages)
      await translate(join(folder, 'entries', language, name), language, faq.topics.at(-1));
  }
  return { faq, files, faults };

  /** Puts the texts of a further language to a topic, where its folder has them. */
  async function translate(file: string, language: string, topic: FaqTopic | undefined): Promise<void> {
    if (topic === undefined || !existsSync(file)) return;
    const yaml = (await open(file, translatedFile))?.yaml;
    if (yaml?.value === null || yaml === undefined) return;
    topic.title[language] = yaml.value.title;
    for (const [id, { title, answer, asked }] of Object.entries(yaml.value.entries)) {
      const entry = topic.entries.find((one) => one.id === id);
      if (entry === undefined) {
        faults.push(contentFault(t, 'fieldValue', { file, line: yaml.line(['entries', id]) }, { field: id }));
        continue;
      }
      entry.title[language] = title;
      entry.answer[language] = answer;
      entry.asked[language] = asked;
    }
  }
}

/** "Luật … (hiệu lực từ …), điều 32" */
function shown(sources: Record<string, string>, names: Record<string, ByLocale<string>>): ByLocale<string[]> {
  const inLocale = (locale: (typeof FAQ_LOCALES)[number]): string[] =>
    Object.entries(sources).flatMap(([key, where]) => {
      const name = names[key]?.[locale];
      if (name === undefined) return [];
      const place = locale === 'en' ? inEnglish(where) : where;
      return [place === '' ? name : `${name}, ${place}`];
    });
  return { vi: inLocale('vi'), en: inLocale('en') };
}

/** Places in Vietnamese law are written once, in Vietnamese. */
const WORDS: readonly [RegExp, string][] = [
  [/mục tiêu về/g, 'target on'],
  [/điều/g, 'article'],
  [/khoản/g, 'clause'],
  [/mục/g, 'section'],
  [/ và /g, ' and '],
  [/ đến /g, ' to '],
];
const TARGETS: readonly [string, string][] = [
  ['điều trị thay thế', 'substitution treatment'],
  ['trợ giúp pháp lý', 'legal aid'],
  ['cai nghiện', 'treatment'],
  ['trạm y tế', 'health stations'],
  ['việc làm', 'work'],
  ['dạy nghề', 'vocational training'],
];

function inEnglish(where: string): string {
  const target = TARGETS.find(([vi]) => where === `mục tiêu về ${vi}`);
  if (target !== undefined) return `target on ${target[1]}`;
  return WORDS.reduce((text, [vi, en]) => text.replace(vi, en), where);
}
