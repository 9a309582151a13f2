import type { Hono } from 'hono';
import { InputError } from '../base/errors.js';
import { FORMS_PATH, type FormLinks } from '../bot/formLink.js';
import { translator } from '../content/i18n.js';
import { fillableForm, WORKBOOK_MIME } from '../plans/reporting/fillableForm.js';
import { readPeriod } from '../plans/reporting/period.js';
import type { Database } from '../prisma/database.js';

/**
 * Serves the forms that addresses made by us lead to, as they are at that moment, and nothing else: an address that is over, or was never ours,
 * is told from none at all by nobody. The officials' language is not known here; a form is Vietnamese anyway.
 */
export function serveForms(app: Hono, db: Database, links: FormLinks): void {
  const say = translator('vi');
  app.get(`${FORMS_PATH}/:name{[\\w-]{1,80}\\.xlsx}`, async (c) => {
    c.header('cache-control', 'private, no-store');
    c.header('x-content-type-options', 'nosniff');
    c.header('x-robots-tag', 'noindex');
    const of = links.read(c.req.param('name').slice(0, -'.xlsx'.length));
    const period = of === null ? null : await readPeriod(db, of.period);
    if (of === null || period === null) return c.text(say('figures:form.over'), 404);
    try {
      const { fileName, bytes } = await fillableForm(db, period, of.agency, say);
      c.header('content-disposition', `attachment; filename="${fileName}"`);
      return c.body(new Uint8Array(bytes), 200, { 'content-type': WORKBOOK_MIME });
    } catch (error) {
      // The body owes it no more.
      if (error instanceof InputError) return c.text(say('figures:form.over'), 404);
      throw error;
    }
  });
}
