import fc from 'fast-check';
import { type Audience, CHILDREN_ARE, join } from '../../people/audience/audience.js';

const GROUP = /^x[a-mo-z0-9][a-mo-z0-9_-]{0,10}$/;

/** Any rule in normal form over these places, and over these groups where some are given. */
export function audiences(codes: readonly string[], groups?: readonly string[]): fc.Arbitrary<Audience> {
  const group = groups === undefined ? fc.stringMatching(GROUP) : fc.constantFrom(...groups);
  const term = fc.oneof(
    fc.constant<Audience>({ type: 'all' }),
    fc.constantFrom(...codes).map((code): Audience => ({ type: 'place', code })),
    group.map((name): Audience => ({ type: 'group', name })),
    fc.constantFrom('vi', 'en').map((locale): Audience => ({ type: 'locale', locale })),
    fc.constantFrom('telegram', 'zalo').map((channel): Audience => ({ type: 'channel', channel })),
    fc.constantFrom(...CHILDREN_ARE).map((are): Audience => ({ type: 'children', are })),
  );
  const some = (rule: fc.Arbitrary<Audience>) => fc.array(rule, { minLength: 2, maxLength: 4 });
  return fc.letrec<{ rule: Audience }>((tie) => ({
    rule: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'rule' },
      term,
      tie('rule').map((of): Audience => ({ type: 'not', of })),
      some(tie('rule')).map((of) => join('and', of)),
      some(tie('rule')).map((of) => join('or', of)),
    ),
  })).rule;
}
