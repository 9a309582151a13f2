import { Hono } from 'hono';
import { z } from 'zod';
import { messageOf } from '../../base/errors.js';
import type { TelegramCore } from '../telegram/core.js';
import { faultRuleSchema } from '../telegram/faults.js';
import { SimulatedPerson } from '../telegram/person.js';
import { Refusal } from '../telegram/refusal.js';
import { type Bot, botFor } from '../telegram/world.js';
import { actSchema, perform } from './acts.js';

const person = z.strictObject({
  id: z.number().int().positive(),
  firstName: z.string().min(1),
  lastName: z.string().exactOptional(),
  username: z.string().exactOptional(),
  languageCode: z.string().exactOptional(),
  place: z.string().exactOptional(),
  tags: z.array(z.string()).exactOptional(),
  started: z.boolean().exactOptional(),
});
const group = z.strictObject({
  id: z.number().int().negative(),
  title: z.string().min(1),
  type: z.enum(['group', 'supergroup', 'channel']).exactOptional(),
  username: z.string().exactOptional(),
});
const limits = z.strictObject({
  refuseAbovePerSecond: z.number().int().positive().optional(),
  refuseAbovePerSecondPerChat: z.number().int().positive().optional(),
  refuseAbovePerMinutePerGroup: z.number().int().positive().optional(),
});

/**
 * The control API: what tests in other processes and the phones' page do to the simulated world. JSON in and out; a
 * request that does not parse is answered 400 with `{error}` and changes nothing.
 */
export function controlRoutes(core: TelegramCore): Hono {
  const { world, faults, pace, journal, callbacks } = core;
  const app = new Hono();
  const bot = (token: string | undefined): Bot => (token === undefined ? core.firstBot() : botFor(world, token));

  app.onError((error, c) => {
    if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400);
    if (error instanceof Refusal) return c.json({ error: error.description }, 404);
    return c.json({ error: messageOf(error) }, 400);
  });

  app.get('/', (c) =>
    c.json({
      bots: [...world.bots.values()].map(({ user, token, revoked }) => ({
        id: user.id,
        username: user.username,
        token,
        revoked,
      })),
      people: world.people.size,
      groups: world.groups.size,
      limits: pace.limits,
      faults: faults.list().length,
    }),
  );

  app.get('/counts', (c) => {
    const counts = core.counts();
    if (c.req.query('chats') !== 'no') return c.json(counts);
    const { perChat: _left, ...totals } = counts;
    return c.json(totals);
  });

  app.get('/log', (c) => {
    const { method, chat, limit } = c.req.query();
    const calls = journal
      .list()
      .filter(
        (call) =>
          (method === undefined || call.method === method) && (chat === undefined || call.chatId === Number(chat)),
      );
    return c.json({ calls: limit === undefined ? calls : calls.slice(-Number(limit)) });
  });
  app.delete('/log', (c) => {
    journal.clear();
    return c.json({ ok: true });
  });

  app.get('/faults', (c) => c.json({ rules: faults.list() }));
  app.post('/faults', async (c) => c.json({ id: faults.add(faultRuleSchema.parse(await c.req.json())) }, 201));
  app.delete('/faults', (c) => {
    faults.clear();
    return c.json({ ok: true });
  });
  app.delete('/faults/:id', (c) => c.json({ ok: true, cleared: faults.clear(Number(c.req.param('id'))) }));

  app.put('/limits', async (c) => {
    pace.set(limits.parse(await c.req.json()));
    return c.json({ limits: pace.limits });
  });

  app.post('/token', async (c) => {
    const { token, revoked } = z
      .strictObject({ token: z.string().optional(), revoked: z.boolean() })
      .parse(await c.req.json());
    const meant = token === undefined ? core.firstBot() : world.bots.get(token);
    if (meant === undefined) return c.json({ error: 'No bot has this token' }, 404);
    meant.revoked = revoked;
    return c.json({ ok: true });
  });

  app.post('/people', async (c) => {
    const people = z.array(person).parse(await c.req.json());
    for (const one of people) world.people.set(one.id, one);
    return c.json({ people: world.people.size }, 201);
  });
  app.post('/groups', async (c) => {
    for (const one of z.array(group).parse(await c.req.json())) world.groups.set(one.id, one);
    return c.json({ groups: world.groups.size }, 201);
  });

  app.get('/chats/:id/messages', (c) => {
    const dialog = world.dialog(bot(c.req.query('token')), Number(c.req.param('id')));
    const { messages, delivered, blocked, started, unread, keyboard, notice } = dialog;
    return c.json({ delivered, blocked, started, unread, keyboard, notice, messages });
  });
  app.post('/people/:id/act', async (c) => {
    const { token, chat } = c.req.query();
    const id = Number(c.req.param('id'));
    const act = actSchema.parse(await c.req.json());
    const who = new SimulatedPerson(world, bot(token), callbacks, id, chat === undefined ? id : Number(chat));
    return c.json({ ok: true, ...z.record(z.string(), z.unknown()).parse(perform(who, act)) });
  });

  return app;
}
