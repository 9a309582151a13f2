import { formatMoment } from '../../../content/format.js';
import type { Part } from '../../../content/message.js';
import { fillableForm, WORKBOOK_MIME } from '../../../plans/reporting/fillableForm.js';
import { part } from '../part.js';
import { button } from './buttons.js';
import { figuresOf } from './sayFigures.js';
import { type Talk, withForms } from './talk.js';
import type { Task } from './tasks.js';

/**
 * Gives an official the form that their body fills in, with what is known already: as a document where the channel takes one, else by an
 * address that ends, else by word of how to get it. Nothing of the report changes.
 */
export async function giveForm(talk: Talk, task: Task): Promise<Part> {
  const { say, files } = talk;
  const { t } = say;
  const figures = await figuresOf(talk, task);
  if (figures === null || task.state === 'dropped') return part([t('answers:no.unknown')], [[say.mine()]]);
  if (task.state === 'confirmed') return part([t('answers:no.confirmed')], [[say.mine()]]);
  const { period, agencyId } = figures;
  const report = say.report(task, task.state === 'reported' ? 'amend' : 'done');
  const how = [t('figures:form.how'), '', t('figures:form.care')];
  if (files.sends) {
    const { fileName, bytes } = await fillableForm(talk.db, period, agencyId, figures.by.say);
    talk.documents.push({ fileName, mime: WORKBOOK_MIME, bytes });
    return part([t('figures:form.document', { period: period.name }), '', ...how], [[report], [say.mine()]]);
  }
  if (files.link === null)
    return part([t('figures:form.nowhere', { standing: period.standing.name }), '', ...how], [[report], [say.mine()]]);
  const { url, until } = files.link({ period: period.id, agency: agencyId });
  return part(
    [t('figures:form.link', { period: period.name, until: formatMoment(until, say.locale) }), '', ...how],
    [[{ label: t('figures:button.open'), url }], [report], [say.mine()]],
  );
}

/** The same where only "the form" was asked for: which of several is picked by a button. */
export async function giveSomeForm(talk: Talk): Promise<Part> {
  const { say, form } = talk;
  const all = await withForms(talk);
  // Whoever is just being asked for a report's figures means that one.
  const asked = form?.step != null && form.kind === 'figures' ? form.obligationId : null;
  const meant = all.find(({ id }) => id === asked) ?? (all.length === 1 ? all[0] : undefined);
  if (meant !== undefined) return giveForm(talk, meant);
  if (all.length === 0) return part([say.t('figures:form.none')], [[say.mine()]]);
  const shown = all.slice(0, say.perPage);
  return part(
    [say.t('figures:form.which')],
    [...shown.map((task, at) => [say.taskButton(task, button.verb('workbook', task.id), at + 1)]), [say.mine()]],
  );
}
