import { z } from 'zod';

/** An id. Always a string, also where Zalo writes a bare number; parseJson has kept its digits. */
export const id = z.union([z.string(), z.number()]).transform(String);

/** A whole number, also where Zalo writes it as a string. */
export const count = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
]);

/** A moment in milliseconds since 1970, as string or number, that a calendar has. */
export const moment = count.transform((ms) => new Date(ms)).refine((date) => !Number.isNaN(date.getTime()));

/** A field that may be missing, null, or of a shape no source describes: null then. Never the reason for an error. */
export function lenient<T extends z.ZodType>(schema: T) {
  return z
    .union([schema, z.null()])
    .optional()
    .catch(null)
    .transform((value) => value ?? null);
}

/** A text, or null where it is missing or empty. */
export const text = lenient(z.string()).transform((value) => (value === '' ? null : value));

/** What is answered when there is nothing to say. */
export const nothing = z.unknown().transform(() => null);

/** `{ data: … }`, of which only the inside matters. */
export function inData<T>(schema: z.ZodType<T>) {
  return z.object({ data: schema }).transform(({ data }) => data);
}
