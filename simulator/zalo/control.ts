import { Hono } from 'hono';
import { z } from 'zod';
import { messageOf } from '../../base/errors.js';
import { actSchema, performZalo } from './acts.js';
import { assumptionsSchema } from './assumptions.js';
import type { ZaloCore } from './core.js';
import { zaloFaultRuleSchema } from './faults.js';
import { SimulatedZaloUser } from './person.js';
import { ZaloRefusal } from './refusal.js';
import { answerAsAdmin, changeOa, changeTemplateStatus } from './staff.js';
import { STATUSES, templateSchema } from './templates.js';
import { BLOCKABLE } from './user.js';
import { webhookChangesSchema } from './webhookSettings.js';

const state = {
  name: z.string().min(1).exactOptional(),
  phone: z
    .string()
    .regex(/^84\d{8,10}$/)
    .exactOptional(),
  follower: z.boolean().exactOptional(),
  lastInteraction: z.iso.datetime({ offset: true }).nullable().exactOptional(),
  wrote: z.boolean().exactOptional(),
  blocks: z.array(z.enum(BLOCKABLE)).exactOptional(),
  banned: z.boolean().exactOptional(),
  inactive: z.boolean().exactOptional(),
  saturated: z.boolean().exactOptional(),
  unreachable: z.boolean().exactOptional(),
  admin: z.boolean().exactOptional(),
  gender: z.union([z.literal(1), z.literal(2)]).exactOptional(),
  age: z.number().int().min(0).exactOptional(),
  location: z.union([z.literal(0), z.literal(1), z.literal(2)]).exactOptional(),
  city: z.number().int().min(0).max(63).exactOptional(),
  platform: z.union([z.literal(1), z.literal(2), z.literal(3)]).exactOptional(),
  telco: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]).exactOptional(),
  place: z.string().exactOptional(),
  tags: z.array(z.string()).exactOptional(),
};
const stateSchema = z.strictObject(state);
const userSchema = z.strictObject({ ...state, id: z.string().regex(/^\d{1,25}$/), name: z.string().min(1) });
const limitsSchema = z.strictObject({
  appPerMinute: z.number().int().min(0).optional(),
  oaPerMinute: z.number().int().min(0).optional(),
  articlePerMinute: z.number().int().min(0).optional(),
});

/**
 * What tests in other processes and the phones' page do to the simulated Zalo. JSON in and out; a request that does not parse
 * is answered 400 with `{error}` and changes nothing.
 */
export function zaloControlRoutes(core: ZaloCore): Hono {
  const { world, faults, pace, journal, tokens, webhook, clock } = core;
  const app = new Hono();

  app.onError((error, c) => {
    if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400);
    if (error instanceof ZaloRefusal) return c.json({ error: error.message }, 404);
    return c.json({ error: messageOf(error) }, 400);
  });

  app.get('/', (c) =>
    c.json({
      appId: core.appId,
      oa: { id: world.oa.spec.id, name: world.oa.spec.name, csLeft: world.oa.csLeft, wallet: world.oa.wallet },
      users: world.users.size,
      time: clock.now().toISOString(),
      limits: pace.limits,
      assume: core.assume,
      faults: faults.list().length,
      generation: tokens.generation,
      tokens: tokens.counts,
    }),
  );

  app.get('/counts', (c) => {
    const counts = core.counts();
    if (c.req.query('users') !== 'no') return c.json(counts);
    const { perUser: _left, ...totals } = counts;
    return c.json(totals);
  });

  app.get('/texts', (c) => {
    const got = [...world.users.values()].filter(({ texts }) => texts.size > 0);
    return c.json(Object.fromEntries(got.map(({ id, texts }) => [id, Object.fromEntries(texts)])));
  });

  app.get('/log', (c) => {
    const { path, to, limit } = c.req.query();
    const calls = journal
      .list()
      .filter((call) => (path === undefined || call.path === path) && (to === undefined || call.to === to));
    return c.json({ calls: limit === undefined ? calls : calls.slice(-Number(limit)) });
  });
  app.delete('/log', (c) => {
    journal.clear();
    return c.json({ ok: true });
  });

  app.get('/faults', (c) => c.json({ rules: faults.list() }));
  app.post('/faults', async (c) => c.json({ id: faults.add(zaloFaultRuleSchema.parse(await c.req.json())) }, 201));
  app.delete('/faults', (c) => {
    faults.clear();
    return c.json({ ok: true });
  });
  app.delete('/faults/:id', (c) => c.json({ ok: true, cleared: faults.clear(Number(c.req.param('id'))) }));

  app.put('/limits', async (c) => {
    pace.limits = limitsSchema.parse(await c.req.json());
    return c.json({ limits: pace.limits });
  });
  app.patch('/assume', async (c) => {
    Object.assign(
      core.assume,
      assumptionsSchema.parse({
        ...core.assume,
        ...z
          .object({})
          .loose()
          .parse(await c.req.json()),
      }),
    );
    return c.json(core.assume);
  });

  app.post('/clock', async (c) => {
    const asked = z
      .strictObject({ set: z.iso.datetime({ offset: true }).optional(), advanceMs: z.number().optional() })
      .parse(await c.req.json());
    if (asked.set !== undefined) clock.set(asked.set);
    if (asked.advanceMs !== undefined) clock.advance(asked.advanceMs);
    return c.json({ time: clock.now().toISOString() });
  });

  app.get('/tokens', (c) => c.json({ ...tokens.current, generation: tokens.generation, ...tokens.counts }));
  app.post('/tokens', async (c) => {
    const { act } = z
      .strictObject({ act: z.enum(['rotate-elsewhere', 'revoke', 'kill-access-token']) })
      .parse(await c.req.json());
    if (act === 'rotate-elsewhere') tokens.issue();
    else if (act === 'revoke') tokens.revoke();
    else tokens.killAccessToken();
    return c.json({ generation: tokens.generation });
  });

  app.get('/webhook', (c) =>
    c.json({ settings: webhook.settings, unsubscribed: webhook.unsubscribed, counts: webhook.counts }),
  );
  app.patch('/webhook', async (c) => {
    webhook.set(webhookChangesSchema.parse(await c.req.json()));
    return c.json({ settings: webhook.settings });
  });
  app.get('/webhook/deliveries', (c) => c.json({ deliveries: webhook.deliveries }));
  app.post('/webhook/test', (c) => {
    webhook.test();
    return c.json({ ok: true });
  });
  app.post('/webhook/replay', (c) => {
    webhook.replay();
    return c.json({ ok: true });
  });
  app.post('/webhook/raw', async (c) => {
    const { base64, timestamp, signed } = z
      .strictObject({ base64: z.base64(), timestamp: z.string(), signed: z.enum(['right', 'wrong']).default('right') })
      .parse(await c.req.json());
    webhook.sendRaw(Buffer.from(base64, 'base64'), timestamp, signed);
    return c.json({ ok: true });
  });
  app.post('/webhook/resubscribe', (c) => {
    webhook.resubscribe();
    return c.json({ ok: true });
  });

  app.post('/users', async (c) => {
    for (const one of z.array(userSchema).parse(await c.req.json())) world.addUser(one);
    return c.json({ users: world.users.size }, 201);
  });
  app.patch('/users/:id', async (c) => {
    new SimulatedZaloUser(core, world.user(c.req.param('id'))).set(stateSchema.parse(await c.req.json()));
    return c.json({ ok: true });
  });
  app.get('/users/:id/messages', (c) => {
    const { messages, delivered, unread, follower, lastInteractionMs, texts } = world.user(c.req.param('id'));
    return c.json({ delivered, unread, follower, lastInteractionMs, texts: Object.fromEntries(texts), messages });
  });
  app.post('/users/:id/act', async (c) => {
    const who = new SimulatedZaloUser(core, world.user(c.req.param('id')));
    return c.json({ ok: true, ...performZalo(who, actSchema.parse(await c.req.json())) });
  });
  app.get('/broadcasts', (c) => c.json({ broadcasts: core.broadcasts.all }));
  app.patch('/broadcasts', async (c) => {
    const asked = z
      .strictObject({
        moderationMs: z.number().int().min(0).exactOptional(),
        verdict: z.enum(['accept', 'reject']).exactOptional(),
      })
      .parse(await c.req.json());
    Object.assign(core.broadcasts, asked);
    return c.json({ moderationMs: core.broadcasts.moderationMs, verdict: core.broadcasts.verdict });
  });
  app.post('/templates', async (c) => {
    for (const one of z.array(templateSchema).parse(await c.req.json())) core.templates.add(one);
    return c.json({ templates: core.templates.byId.size }, 201);
  });
  app.patch('/templates/:id', async (c) => {
    const { status, reason } = z
      .strictObject({ status: z.enum(STATUSES), reason: z.string().default('') })
      .parse(await c.req.json());
    changeTemplateStatus(core, c.req.param('id'), status, reason);
    return c.json({ ok: true });
  });
  app.patch('/oa', async (c) => {
    const asked = z
      .strictObject({
        wallet: z.number().int().nullable().exactOptional(),
        csLeft: z.number().int().min(0).exactOptional(),
        verified: z.boolean().exactOptional(),
        zbsDailyQuota: z.number().int().min(0).exactOptional(),
      })
      .parse(await c.req.json());
    changeOa(core, asked);
    return c.json({ ok: true });
  });
  app.post('/users/:id/admin', async (c) => {
    const { text, adminId } = z
      .strictObject({ text: z.string().min(1), adminId: z.string().optional() })
      .parse(await c.req.json());
    return c.json({ message: answerAsAdmin(core, c.req.param('id'), text, adminId) });
  });

  return app;
}
