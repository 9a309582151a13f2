import { type Audience, namesChildren } from './audience.js';

export interface SqlPart {
  sql: string;
  values: string[];
}

/**
 * The rule as a boolean SQL expression over `contact c`, with parameters from `$paramsStartAt` on. It is never null.
 * A place includes everything below it; who is there as an official only is in no audience,
 * and who is under 16 in none whose rule does not speak of children. Written so that a million contacts are read once: places become a hashed list
 * (a semi-join where the planner can), a channel a look into the addresses by index.
 */
export function audienceSql(rule: Audience, paramsStartAt: number): SqlPart {
  const values: string[] = [];
  const parameter = (value: string): string => `$${paramsStartAt + values.push(value) - 1}`;

  const build = (part: Audience): string => {
    switch (part.type) {
      case 'all':
        return 'true';
      case 'place':
        // Codes hold neither "%" nor "_". Two patterns and not one: the planner estimates a beginning well.
        return `c.place in (select p.code from place p where p.path like ${parameter(`${part.code}/%`)} or p.path like ${parameter(`%/${part.code}/%`)})`;
      case 'group':
        return `${parameter(part.name)} = any(coalesce(c.groups, '{}'))`;
      case 'locale':
        return `c.locale = ${parameter(part.locale)}`;
      case 'channel':
        return `exists (select from address rule_a where rule_a.contact_id = c.id and rule_a.channel = ${parameter(part.channel)})`;
      case 'children':
        return part.are === 'only' ? 'c.minor' : 'true';
      case 'not':
        return `not (${build(part.of)})`;
      case 'and':
      case 'or':
        return part.of.map((member) => `(${build(member)})`).join(` ${part.type} `);
    }
  };
  return { sql: `c.resident${namesChildren(rule) ? '' : ' and not c.minor'} and (${build(rule)})`, values };
}
