import { z } from 'zod';
import { count, id, inData, lenient, text } from '../schema.js';

/** A parameter of a template, as Zalo declares it. */
export interface TemplateParam {
  readonly name: string;
  readonly required: boolean;
  /** `CUSTOMER_NAME`, `DATE`, …; the names are Zalo's. */
  readonly type: string | null;
  /** Characters. */
  readonly maxLength: number | null;
  readonly minLength: number | null;
  readonly acceptNull: boolean;
}

export interface TemplateButton {
  readonly type: string | null;
  readonly title: string | null;
  readonly content: string | null;
}

export type TemplateStatus = 'ENABLE' | 'PENDING_REVIEW' | 'REJECT' | 'DISABLE';

export interface TemplateInfo {
  readonly templateId: string;
  readonly name: string | null;
  /** One of `TemplateStatus`, or another word of Zalo's. */
  readonly status: string | null;
  readonly params: readonly TemplateParam[];
  readonly buttons: readonly TemplateButton[];
  /** As Zalo writes it: how long delivery is tried. */
  readonly timeout: number | null;
  readonly previewUrl: string | null;
  readonly quality: string | null;
  /** `TRANSACTION`, `CUSTOMER_CARE`, `PROMOTION`, or an older word. */
  readonly tag: string | null;
  /** Dong per delivered message. */
  readonly priceByPhone: number | null;
  readonly priceByUserId: number | null;
}

export interface TemplateSummary {
  readonly templateId: string;
  readonly name: string | null;
  readonly status: string | null;
  readonly quality: string | null;
}

const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')]);
const price = lenient(
  z.union([
    z.number(),
    z
      .string()
      .regex(/^\d+(\.\d+)?$/)
      .transform(Number),
  ]),
);

const PARAM = z
  .object({
    name: z.string(),
    require: lenient(flag),
    type: text,
    maxLength: lenient(count),
    minLength: lenient(count),
    acceptNull: lenient(flag),
  })
  .transform(
    (param): TemplateParam => ({
      name: param.name,
      required: param.require ?? false,
      type: param.type,
      maxLength: param.maxLength,
      minLength: param.minLength,
      acceptNull: param.acceptNull ?? false,
    }),
  );

export const TEMPLATE_INFO = inData(
  z
    .object({
      templateId: id,
      templateName: text,
      status: text,
      listParams: lenient(z.array(PARAM)),
      listButtons: lenient(z.array(z.object({ type: lenient(id), title: text, content: text }))),
      timeout: lenient(count),
      previewUrl: text,
      templateQuality: text,
      templateTag: text,
      price,
      price_sdt: price,
      price_uid: price,
    })
    .transform(
      (info): TemplateInfo => ({
        templateId: info.templateId,
        name: info.templateName,
        status: info.status,
        params: info.listParams ?? [],
        buttons: info.listButtons ?? [],
        timeout: info.timeout,
        previewUrl: info.previewUrl,
        quality: info.templateQuality,
        tag: info.templateTag,
        priceByPhone: info.price_sdt ?? info.price,
        priceByUserId: info.price_uid,
      }),
    ),
);

export const TEMPLATE_LIST = z
  .object({
    data: z.array(
      z.object({ templateId: id, templateName: text, status: text, templateQuality: text }).transform(
        (one): TemplateSummary => ({
          templateId: one.templateId,
          name: one.templateName,
          status: one.status,
          quality: one.templateQuality,
        }),
      ),
    ),
    metadata: lenient(z.object({ total: count })),
  })
  .transform(({ data, metadata }) => ({ total: metadata?.total ?? null, templates: data }));
