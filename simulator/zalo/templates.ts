import { z } from 'zod';
import { type Translate, translator } from '../../content/i18n.js';
import { isRecord } from '../http/json.js';
import { zbsRefusal } from './refusal.js';

export const STATUSES = ['ENABLE', 'PENDING_REVIEW', 'REJECT', 'DISABLE'] as const;
export type TemplateStatus = (typeof STATUSES)[number];

const paramSchema = z.strictObject({
  name: z.string().min(1),
  type: z.enum(['STRING', 'NUMBER', 'DATE']).default('STRING'),
  require: z.boolean().default(true),
  maxLength: z.number().int().min(1).default(30),
  minLength: z.number().int().min(0).default(0),
  acceptNull: z.boolean().default(false),
});

export const templateSchema = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  /** What the phone shows; `<name>` stands for the parameter. */
  text: z.string().default(''),
  status: z.enum(STATUSES).default('ENABLE'),
  /** 1 transaction, 2 customer care, 3 promotion. */
  tag: z.union([z.literal(1), z.literal(2), z.literal(3)]).default(2),
  /** 1 custom, 2 OTP, 3 payment, 4 voucher, 5 rating. */
  type: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]).default(1),
  params: z.array(paramSchema).default([]),
  buttons: z.array(z.strictObject({ type: z.number().int(), title: z.string(), content: z.string() })).default([]),
  /** Answers that a person can tap; such a template goes by phone only. */
  quickReplies: z.array(z.string().min(1)).default([]),
  /** False: made before 10 December 2025, goes by phone only. */
  byUserId: z.boolean().default(true),
  quality: z.enum(['HIGH', 'MEDIUM', 'LOW', 'UNDEFINED']).default('HIGH'),
  price: z.number().int().min(0).default(300),
  priceByUserId: z.number().int().min(0).default(210),
  /** Messages a day; null: no limit but the OA's. */
  dailyQuota: z.number().int().min(0).nullable().default(null),
});
export type ZaloTemplateSpec = z.input<typeof templateSchema>;
export type ZaloTemplate = z.output<typeof templateSchema>;

/** The three that a ward needs to carry deadlines; a test gives its own. */
export function defaultTemplates(say: Translate = translator('vi')): ZaloTemplateSpec[] {
  const params = [
    { name: 'ten', maxLength: 30 },
    { name: 'noi_dung', maxLength: 200 },
    { name: 'han', maxLength: 20 },
  ];
  return [
    {
      id: '100001',
      name: say('simulator:zalo.template.due.name'),
      text: say('simulator:zalo.template.due.text'),
      params,
    },
    {
      id: '100002',
      name: say('simulator:zalo.template.late.name'),
      text: say('simulator:zalo.template.late.text'),
      params,
    },
    {
      id: '100003',
      name: say('simulator:zalo.template.done.name'),
      text: say('simulator:zalo.template.done.text'),
      params,
    },
  ];
}

/** The OA's templates, and how many of each have gone on a day. */
export class Templates {
  readonly byId = new Map<string, ZaloTemplate>();
  readonly #sent = new Map<string, { day: string; count: number }>();

  add(spec: ZaloTemplateSpec): ZaloTemplate {
    const template = templateSchema.parse(spec);
    this.byId.set(template.id, template);
    return template;
  }

  /** The template with this id, or -109. */
  get(id: unknown): ZaloTemplate {
    const template = typeof id === 'string' || typeof id === 'number' ? this.byId.get(String(id)) : undefined;
    if (template === undefined) throw zbsRefusal(-109);
    return template;
  }

  /** Takes one of the day's, or -147. */
  take(template: ZaloTemplate, day: string): void {
    if (template.dailyQuota === null) return;
    const sent = this.#sent.get(template.id);
    const count = sent?.day === day ? sent.count : 0;
    if (count >= template.dailyQuota) throw zbsRefusal(-147);
    this.#sent.set(template.id, { day, count: count + 1 });
  }
}

/** What was put into a template, checked against its parameters; throws Zalo's refusal for the first that does not fit. */
export function readTemplateData(template: ZaloTemplate, data: unknown): Record<string, string> {
  if (template.params.length === 0) return {};
  if (!isRecord(data) || Object.keys(data).length === 0) throw zbsRefusal(-111);
  const filled: Record<string, string> = {};
  for (const param of template.params) {
    const value = data[param.name];
    const text = typeof value === 'number' ? String(value) : value;
    if (text === undefined || text === null || text === '') {
      if (param.require && !(param.acceptNull && text !== undefined))
        throw zbsRefusal(-1122, `Template data is missing ${param.name}`);
      continue;
    }
    if (typeof text !== 'string') throw zbsRefusal(-1124, `Template data ${param.name} has a wrong format`);
    if (text.length > param.maxLength) throw zbsRefusal(-1121, `Template data ${param.name} is too long`);
    if (text.length < param.minLength || !hasForm(text, param.type))
      throw zbsRefusal(-1124, `Template data ${param.name} has a wrong format`);
    filled[param.name] = text;
  }
  return filled;
}

/** The template's text with its parameters filled in. */
export function render(template: ZaloTemplate, data: Record<string, string>): string {
  return template.text.replace(/<(\w+)>/g, (mark, name: string) => data[name] ?? mark);
}

function hasForm(text: string, type: 'STRING' | 'NUMBER' | 'DATE'): boolean {
  if (type === 'NUMBER') return /^-?\d+([.,]\d+)*$/.test(text);
  return type === 'STRING' || /^(\d{2}:\d{2}(:\d{2})? )?\d{2}\/\d{2}\/\d{4}$/.test(text);
}
