import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { isLoopbackHost } from '../telegram/webhook.js';
import { ZaloApi } from './api.js';
import { zaloControlRoutes } from './control.js';
import { buildZaloCore, type ZaloCore, type ZaloOptions } from './core.js';
import { ZaloOAuth } from './oauth.js';
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
  const others = getRequestListener(otherRoutes(core).fetch, { overrideGlobalObjects: false });
  const servers: Server[] = [];
  const open = async (port: number, handle: Handler): Promise<string> => {
    const server = listenerFor(handle);
    servers.push(server);
    await listen(server, port);
    return `http://127.0.0.1:${portOf(server)}`;
  };
  const url = await open(options.port ?? 0, (request, response, path) => {
    for (const [name, handle] of Object.entries(handlers)) {
      if (!path.startsWith(`/${name}/`)) continue;
      handle(request, response, path.slice(name.length + 1));
      return;
    }
    void others(request, response);
  });
  const ownPorts = options.roots === 'ports';
  const rootOf = async (name: keyof typeof handlers): Promise<string> =>
    ownPorts ? await open(0, handlers[name]) : `${url}/${name}`;
  const roots = {
    oauthRoot: await rootOf('oauth'),
    openapiRoot: await rootOf('openapi'),
    businessRoot: await rootOf('business'),
  };
  return zaloSimulatorOf(core, oauth, { ...roots, url, port: Number(new URL(url).port) }, async () => {
    api.close();
    oauth.close();
    core.agenda.close();
    await Promise.all([core.webhook.close(), ...servers.map(close)]);
  });
}

function listenerFor(handle: Handler): Server {
  return createServer({ keepAliveTimeout: 120_000, requestTimeout: 0, noDelay: true }, (request, response) => {
    // A page elsewhere that resolves its own name to 127.0.0.1 gets nothing from us.
    const host = request.headers.host;
    if (host === undefined || !isLoopbackHost(host.replace(/:\d+$/, ''))) {
      response.writeHead(421, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('The simulator answers on loopback names only.');
      return;
    }
    handle(request, response, request.url ?? '/');
  });
}

function otherRoutes(core: ZaloCore): Hono {
  const app = new Hono({ strict: false });
  app.use(async (c, next) => {
    const origin = c.req.header('origin');
    // A page of another origin may not command this world.
    if (origin !== undefined && origin !== `http://${c.req.header('host')}`)
      return c.json({ error: 'Other origins are refused' }, 403);
    return next();
  });
  app.route('/control/zalo', zaloControlRoutes(core));
  return app;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
