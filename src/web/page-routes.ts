import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { FastifyHelmetOptions } from '@fastify/helmet';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { AppError } from '../core/error.ts';

/** The built page in memory: its document, and its files by name, those ending in `.br` being compressed. */
export type BuiltPage = { html: string; files: ReadonlyMap<string, Buffer> };

const types: Record<string, string> = { '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8' };

/** Addresses that show the page; it reads what belongs there from the API. */
const addresses = ['automations', 'runs', 'events', 'catalog'].flatMap((name) => [`/${name}`, `/${name}/*`]);
const single = ['/', '/map', '/targets', '/health', '/audit-log', '/clients'];

/**
 * Everything must come from us, and no text can become a script. Without `upgrade-insecure-requests`: it would send the
 * browser to https for the scripts of a service that speaks http.
 */
const helmet: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'https://avatars.githubusercontent.com'],
      connectSrc: ["'self'"],
      fontSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
    },
  },
  // A browser ignores these on plain http, and complains.
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
};

/** Reads the built page once; its files are few and small. */
export async function readPage(folder: URL): Promise<BuiltPage> {
  const assets = new URL('assets/', folder);
  const names = await readdir(assets);
  const files = await Promise.all(names.map(async (name) => [name, await readFile(new URL(name, assets))] as const));
  return { html: await readFile(new URL('index.html', folder), 'utf8'), files: new Map(files) };
}

/** Serves the page at each of its addresses, and its files. */
export function pageRoutes(server: FastifyInstance, page: BuiltPage | undefined): void {
  const show = async (_: unknown, reply: FastifyReply) => {
    if (page === undefined) throw new AppError('not_found', 'The page has not been built; run npm run build');
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page.html);
  };
  for (const url of [...single, ...addresses]) server.get(url, { helmet, schema: { hide: true } }, show);

  // Anywhere else the page says that there is nothing, to a browser; a program gets JSON.
  server.get('/*', { helmet, schema: { hide: true } }, async (request, reply) => {
    if (page === undefined || !/\btext\/html\b/.test(String(request.headers.accept ?? ''))) return reply.callNotFound();
    return show(request, reply.code(404));
  });

  server.get('/assets/:file', { helmet, schema: { hide: true } }, async (request, reply) => {
    const { file } = request.params as { file: string };
    const type = types[extname(file)];
    const plain = page?.files.get(file);
    if (type === undefined || plain === undefined) throw new AppError('not_found', 'The page has no such file');
    // The name contains a hash of the content.
    reply.type(type).header('cache-control', 'public, max-age=31536000, immutable').header('vary', 'accept-encoding');
    const compressed = page?.files.get(`${file}.br`);
    const takesBrotli = /\bbr\b/.test(String(request.headers['accept-encoding'] ?? ''));
    if (compressed === undefined || !takesBrotli) return reply.send(plain);
    return reply.header('content-encoding', 'br').send(compressed);
  });
}
