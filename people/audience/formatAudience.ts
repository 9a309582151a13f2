import type { Audience } from './audience.js';

/**
 * The one way a rule is written: this text is stored, shown to the approver and hashed. Reading it again gives the
 * same rule.
 */
export function formatAudience(rule: Audience): string {
  switch (rule.type) {
    case 'all':
      return 'all';
    case 'place':
      return `place:${rule.code}`;
    case 'group':
      return `group:${rule.name}`;
    case 'locale':
      return `locale:${rule.locale}`;
    case 'channel':
      return `channel:${rule.channel}`;
    case 'children':
      return `children:${rule.are}`;
    case 'not':
      return `not ${inParentheses(rule.of, rule.of.type === 'and' || rule.of.type === 'or')}`;
    case 'and':
      return rule.of.map((member) => inParentheses(member, member.type === 'or')).join(' ');
    case 'or':
      return rule.of.map(formatAudience).join(' or ');
  }
}

function inParentheses(rule: Audience, needed: boolean): string {
  return needed ? `(${formatAudience(rule)})` : formatAudience(rule);
}
