import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as everything from './index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const accessToken = async () => 'a';
const clients = {
  oauth: new everything.ZaloOAuth({ appId: '1', appSecret: '2' }),
  oa: new everything.ZaloOfficialAccount({ accessToken }),
  templates: new everything.ZaloTemplates({ accessToken }),
};

/** `oa.articles.videos.upload` and so on: whatever can be called on a client or on one of its parts. */
function callsOf(name: string, part: object): string[] {
  const own = Object.getOwnPropertyNames(Object.getPrototypeOf(part)).filter((method) => method !== 'constructor');
  const parts = Object.entries(part).flatMap(([inner, value]) => callsOf(`${name}.${inner}`, value));
  return [...own.map((method) => `${name}.${method}(`), ...parts];
}

const calls = Object.entries(clients).flatMap(([name, client]) => callsOf(name, client));

test.each(calls)('there is an example of %s…)', (call) => {
  expect(readme).toContain(call);
});

test('every class of errors and every kind of event is explained', () => {
  for (const { class: name } of everything.ERROR_TABLE) expect(readme).toContain(`| \`${name}\` |`);
  for (const name of everything.KNOWN_EVENTS) {
    const raw = { event_name: name, message: { msg_id: '1', msg_ids: [] }, sender: { id: '1' }, user_id: '1' };
    expect(readme).toContain(`\`${everything.parseEvent(raw).kind}\``);
  }
});

test('everything that is given out is named', () => {
  const unexplained = Object.keys(everything).filter((name) => !readme.includes(name) && !/_(ROOT|HEADER)$/.test(name));
  expect(unexplained).toEqual([]);
});
