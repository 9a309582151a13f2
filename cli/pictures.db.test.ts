import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelMassPost } from '../scheduler/mass/verbs.js';
import { ARTICLE, type MassWorld, PUBLIC_URL, startMassWorld } from '../test/support/massWorld.js';
import { pictureAddress, servePictures } from './pictures.js';

let world: MassWorld;
const app = new Hono();
beforeAll(async () => {
  world = await startMassWorld();
  servePictures(app, world.db);
});
afterAll(() => world.close());

test('a picture can be fetched from approval on, and not before, nor after it was cancelled', async () => {
  const { pathname } = new URL(pictureAddress(PUBLIC_URL, ARTICLE.cover));
  const id = await world.draft();
  expect((await app.request(pathname)).status).toBe(404);
  await world.approve(id);
  const answer = await app.request(pathname);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
  expect(Buffer.from(await answer.arrayBuffer()).length).toBe(ARTICLE.cover.sizeBytes);
  await cancelMassPost(world.db, id, world.by('an'));
  expect((await app.request(pathname)).status).toBe(404);
});

test('nothing else that is kept can be fetched', async () => {
  const other = 'a'.repeat(64);
  await world.db.pool.query(`insert into media values ($1, 'application/pdf', 'thu.pdf', 'x')`, [other]);
  await world.approve(await world.draft());
  for (const path of [`${other}.png`, `${other}.pdf`, `${other}`, '..%2f..%2fetc', `${other.toUpperCase()}.png`])
    expect((await app.request(`/pictures/${path}`)).status).toBe(404);
});
