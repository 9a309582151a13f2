import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import type { Fault } from '../base/errors.js';
import type { Translate } from './i18n.js';
import { inLanguages, onlyLanguages } from './inLanguages.js';
import type { Quiz } from './quiz.js';
import { readYaml, type Yaml } from './readYaml.js';
import { readText } from './textFile.js';

const line = z.string().trim().min(1);
/** Words in Vietnamese, in English and in whatever language more there is. */
const localised = inLanguages(line);
const MAX_ANSWERS = 4;
/** Words in each language, and whether they are right. */
const answer = z
  .object({ right: z.boolean().default(false), vi: line, en: line })
  .catchall(line)
  .superRefine(onlyLanguages(['right']))
  .transform(({ right, ...text }) => ({ right, text }));

const schema = z.strictObject({
  title: localised,
  groups: z.array(line).default([]),
  words: z.array(line).min(1),
  children: z.boolean().default(false),
  /** Each source once, under a short name. */
  sources: z.record(line, line),
  questions: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
        ask: localised,
        answers: z.array(answer).min(2).max(MAX_ANSWERS),
        because: localised,
        sources: z.array(line).min(1),
      }),
    )
    .min(1),
});

export interface QuizFile {
  /** Null where the file cannot be used. */
  quiz: Quiz | null;
  /** What its form lacks; what the words lack is the linter's. */
  faults: Fault[];
  line: Yaml<unknown>['line'];
  /** The lines whose text is not NFC. */
  notNfcLines: number[];
  /** Sources that a question names and the file does not explain. */
  unknownSources: { question: number; at: number; name: string }[];
}

/** Reads one quiz. The file's name is its name. */
export async function readQuiz(file: string, t: Translate): Promise<QuizFile> {
  const read = await readText(file, readFile, t);
  if ('what' in read) return { quiz: null, faults: [read], line: () => 1, notNfcLines: [], unknownSources: [] };
  const notNfcLines = read.raw.split('\n').flatMap((raw, at) => (raw === raw.normalize('NFC') ? [] : [at + 1]));
  const yaml = readYaml({ text: read.text, file, firstLine: 1 }, schema, t);
  if (yaml.value === null) return { quiz: null, faults: yaml.faults, line: yaml.line, notNfcLines, unknownSources: [] };
  const { sources, questions, ...head } = yaml.value;
  const quiz: Quiz = {
    name: basename(file, '.yaml'),
    file,
    ...head,
    questions: questions.map((question) => ({
      ...question,
      answers: question.answers.map(({ right, text }) => ({ text, right })),
      sources: question.sources.map((name) => sources[name] ?? name),
    })),
  };
  const unknownSources = questions.flatMap((question, at) =>
    question.sources.flatMap((name, n) => (sources[name] === undefined ? [{ question: at, at: n, name }] : [])),
  );
  return { quiz, faults: [], line: yaml.line, notNfcLines, unknownSources };
}
