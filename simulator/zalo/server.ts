import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { closeServer, isOwnHost, listenOnLoopback, ownOriginOnly } from '../loopback.js';
import { Feed } from '../phones/feed.js';
import { phoneRoutes } from '../phones/routes.js';
import type { PhoneSource } from '../phones/source.js';
import { ZaloPhones } from '../phones/zaloPhones.js';
import { ZaloApi } from './api.js';
import { zaloControlRoutes } from './control.js';
import { buildZaloCore, type ZaloCore, type ZaloOptions } from './core.js';
import { ZaloOAuth } from './oauth.js';
import { SENT_FILES_PATH } from './sentFiles.js';
import { type ZaloSimulator, zaloSimulatorOf } from './simulator.js';

type Handler = (request: IncomingMessage, response: ServerResponse, url: string) => void;

/** Starts a simulated Zalo on 127.0.0.1: three roots for the API, the control API, and the page with the phones. */
export async function startZaloSimulator(options: ZaloOptions = {}): Promise<ZaloSimulator> {
  const core = buildZaloCore(options);
  const api = new ZaloApi(core);
  const oauth = new ZaloOAuth(core);
  const handlers: Record<'oauth' | 'openapi' | 'business', Handler> = {
    oauth: (request, response, url) => oauth.handle(request, response, url),
    openapi: (request, response, url) => api.handle('openapi', request, response, url),
    business: (request, response, url) => api.handle('business', request, response, url),
  };
  const sources = [new ZaloPhones(core)];
  const feed = new Feed(sources, null, (error) => core.log.warn({ err: error }, 'No status for the phones page'));
  const others = getRequestListener(otherRoutes(core, sources).fetch, { overrideGlobalObjects: false });
  const servers: Server[] = [];
  const open = async (port: number, handle: Handler): Promise<string> => {
    const server = listenerFor(handle);
    servers.push(server);
    return `http://127.0.0.1:${await listenOnLoopback(server, port)}`;
  };
  const url = await open(options.port ?? 0, (request, response, path) => {
    if (path.startsWith('/openapi/')) handlers.openapi(request, response, path.slice('/openapi'.length));
    else if (path.startsWith('/business/')) handlers.business(request, response, path.slice('/business'.length));
    else if (path.startsWith('/oauth/')) handlers.oauth(request, response, path.slice('/oauth'.length));
    else if (path === '/phones/events') feed.attach(response);
    else if (path.startsWith(SENT_FILES_PATH)) giveSentFile(core, path, response);
    else void others(request, response);
  });
  core.sentFiles.root = url;
  const ownPorts = options.roots === 'ports';
  const rootOf = async (name: keyof typeof handlers): Promise<string> =>
    ownPorts ? await open(0, handlers[name]) : `${url}/${name}`;
  const roots = {
    oauthRoot: await rootOf('oauth'),
    openapiRoot: await rootOf('openapi'),
    businessRoot: await rootOf('business'),
  };
  return zaloSimulatorOf(core, oauth, { ...roots, url, port: Number(new URL(url).port) }, async () => {
    feed.close();
    api.close();
    oauth.close();
    core.agenda.close();
    await Promise.all([core.webhook.close(), ...servers.map(closeServer)]);
  });
}

function giveSentFile(core: ZaloCore, path: string, response: ServerResponse): void {
  const file = core.sentFiles.find(path.slice(SENT_FILES_PATH.length));
  if (file === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end('No such file');
    return;
  }
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.bytes.length });
  response.end(file.bytes);
}

function listenerFor(handle: Handler): Server {
  return createServer({ keepAliveTimeout: 120_000, requestTimeout: 0, noDelay: true }, (request, response) => {
    if (!isOwnHost(request.headers.host)) {
      response.writeHead(421, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('The simulator answers on loopback names only.');
      return;
    }
    handle(request, response, request.url ?? '/');
  });
}

function otherRoutes(core: ZaloCore, sources: readonly PhoneSource[]): Hono {
  const app = new Hono({ strict: false });
  app.use(ownOriginOnly);
  app.route('/control/zalo', zaloControlRoutes(core));
  app.route('/', phoneRoutes(sources));
  return app;
}
