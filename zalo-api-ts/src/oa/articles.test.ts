import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTransport, type UndiciTransport, type ZaloOfficialAccount } from '../index.js';
import { clientsOf, errorOf } from '../testing/clients.js';
import { type Loopback, startLoopback } from '../testing/loopback.js';

let server: Loopback;
let transport: UndiciTransport;
let oa: ZaloOfficialAccount;
beforeAll(async () => {
  server = await startLoopback();
  transport = createTransport();
  oa = clientsOf(server, transport).oa;
});
afterAll(async () => {
  await server.close();
  await transport.close();
});

const article = {
  title: 'Tháng hành động',
  author: 'Phường A',
  description: 'b',
  coverUrl: 'https://a.vn/a.jpg',
  body: [
    { type: 'text' as const, content: '<p>a</p>' },
    { type: 'image' as const, url: 'https://a.vn/b.jpg', caption: 'c' },
    { type: 'video' as const, url: 'https://a.vn/c.mp4', thumb: 'https://a.vn/c.jpg' },
  ],
  status: 'show' as const,
  relatedArticleIds: ['a0'],
  trackingLink: 'https://a.vn/t',
};
const onWire = {
  type: 'normal',
  title: 'Tháng hành động',
  author: 'Phường A',
  description: 'b',
  cover: { cover_type: 'photo', photo_url: 'https://a.vn/a.jpg', status: 'show' },
  body: article.body,
  status: 'show',
  related_medias: ['a0'],
  tracking_link: 'https://a.vn/t',
};
const token = { error: 0, data: { token: 't1' } };

test('an article is written, and written again under its id', async () => {
  server.next({ json: token }, { json: token });
  expect((await oa.articles.create(article)).data).toEqual({ token: 't1' });
  expect(server.last()).toMatchObject({ method: 'POST', path: '/v2.0/article/create' });
  expect(server.last().json).toEqual(onWire);
  await oa.articles.update('a1', article);
  expect(server.last().path).toBe('/v2.0/article/update');
  expect(server.last().json).toEqual({ id: 'a1', ...onWire });
});

test('an article of one video is written', async () => {
  server.next({ json: token });
  await oa.articles.create({ title: 'a', description: 'b', videoId: 'v1', avatarUrl: 'https://a.vn/v.jpg' });
  expect(server.last().json).toEqual({
    type: 'video',
    title: 'a',
    description: 'b',
    video_id: 'v1',
    avatar: 'https://a.vn/v.jpg',
  });
});

test('an article that is still worked on is no error, and one that is refused is', async () => {
  const processing = { json: { error: -214, message: 'processing' } };
  server.next(processing, { json: { error: 0, data: { id: 'a1' } } }, { json: { error: -223 } });
  expect((await oa.articles.verify('t1')).data).toEqual({ state: 'processing' });
  expect(server.last()).toMatchObject({ path: '/v2.0/article/verify', json: { token: 't1' } });
  expect((await oa.articles.verify('t1')).data).toEqual({ state: 'ready', articleId: 'a1' });
  expect(await errorOf(oa.articles.verify('t1'))).toMatchObject({ code: -223, class: 'human' });
});

test('articles are listed, shown and removed with ordinary parameters', async () => {
  const one = { id: 'a1', title: 'a', status: 'show', total_view: 3 };
  for (const name of ['medias', 'articles']) {
    server.next({ json: { error: 0, data: { total: 11, [name]: [one] } } });
    expect((await oa.articles.list({ offset: 10 })).data).toEqual({
      total: 11,
      articles: [{ articleId: 'a1', title: 'a', status: 'show' }],
    });
  }
  expect(server.last()).toMatchObject({
    method: 'GET',
    path: '/v2.0/article/getslice',
    query: { offset: '10', limit: '10', type: 'normal' },
  });
  server.next({ json: { error: 0, data: one } });
  expect((await oa.articles.detail('a1')).data).toEqual(one);
  expect(server.last()).toMatchObject({ path: '/v2.0/article/getdetail', query: { id: 'a1' } });
  await oa.articles.remove('a1');
  expect(server.last()).toMatchObject({ method: 'POST', path: '/v2.0/article/remove', json: { id: 'a1' } });
});

const MP4 = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom')]);

test('a video is uploaded and asked for until it is ready', async () => {
  server.next(
    { json: token },
    { json: { error: 0, data: { status: 0, video_id: '', convert_percent: 40 } } },
    { json: { error: 0, data: { status: 1, video_id: 'v1', convert_percent: 100 } } },
  );
  expect((await oa.articles.videos.upload({ name: 'a.mp4', bytes: MP4 })).data).toEqual({ token: 't1' });
  expect(server.last().path).toBe('/v2.0/article/upload_video/preparevideo');
  expect((await oa.articles.videos.verify('t1')).data).toEqual({
    state: 'processing',
    status: 0,
    videoId: null,
    converted: 40,
  });
  expect((await oa.articles.videos.verify('t1')).data).toMatchObject({ state: 'ready', videoId: 'v1' });
  expect(server.last()).toMatchObject({ query: { token: 't1' }, headers: { token: 't1' } });
});
