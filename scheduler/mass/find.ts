import type { InputError } from '../../base/errors.js';
import type { Translate } from '../../content/i18n.js';
import type { StaffVerb } from '../../people/permissions.js';
import { requireStaff } from '../../people/requireStaff.js';
import type { Database } from '../../prisma/database.js';
import type { MassPost } from '../../prisma/generated/client.js';
import { refusal } from '../broadcast/find.js';
import { readTarget } from './row.js';

/** What a person does to an article. */
export type MassVerb = 'approve' | 'send' | 'cancel' | 'result';

/** The article of that number. Throws InputError when the number is none or nobody's. */
export async function findMassPost(db: Database, id: string, say: Translate): Promise<MassPost> {
  const number = /^\d{1,9}$/.test(id) ? Number(id) : null;
  const found = number === null ? null : await db.prisma.massPost.findUnique({ where: { id: number } });
  if (!found) throw refusal('unknown-article', say, 'article:unknown', 'article:unknownMend', { id });
  return found;
}

/**
 * The member of staff who may do that to this article: by their role, and by their place, which must hold every province
 * of its target. Throws InputError.
 */
export async function requireStaffForMass(
  db: Database,
  name: string,
  verb: Extract<StaffVerb, `article.${string}`>,
  post: Pick<MassPost, 'target'>,
  locale: string,
): Promise<string> {
  const { provinces } = readTarget(post.target);
  const [first = null, ...others] = provinces ?? [null];
  const staff = await requireStaff(db, name, verb, { locale, place: first });
  for (const place of others) await requireStaff(db, name, verb, { locale, place });
  return staff.name;
}

/** The refusal of a verb that the article's state does not admit. */
export function wrongMassState(post: Pick<MassPost, 'id' | 'state'>, verb: MassVerb, say: Translate): InputError {
  const values = { id: post.id, state: say(`article:state.${post.state}`) };
  return refusal('wrong-state', say, `article:cannot.${verb}`, `article:cannotMend.${verb}`, values);
}
