import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parse } from 'secure-json-parse';
import { AppError, messageOf } from '../core/error.ts';
import type { Json } from '../core/json.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The body's bytes as received, because signatures are made over them. */
    rawBody: Buffer | null;
  }
}

/** The deepest JSON accepted: recursion over deeper values, in our code or jq, could exhaust the stack. */
export const maxDepth = 100;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Makes JSON the only accepted body, with a clear message for each error in it. */
export function parseJsonBodies(server: FastifyInstance): void {
  server.decorateRequest('rawBody', null);
  // Before the body is read: webhooks keep the bytes, but could not read them either.
  server.addHook('preParsing', async ({ method, headers }) => {
    if (method !== 'GET' && method !== 'HEAD') refuseEncoding(headers);
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      request.rawBody = body;
      return body.length === 0 ? undefined : parseJson(body);
    },
  );
}

/** Refuses a body that would have to be unpacked, or that says that it is not UTF-8. */
function refuseEncoding(headers: IncomingHttpHeaders): void {
  const packed = headers['content-encoding'] ?? 'identity';
  if (packed.toLowerCase() !== 'identity') {
    throw new AppError(
      'unsupported_media_type',
      `Content-Encoding: ${packed} is not supported; send the body uncompressed`,
    );
  }
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  if (!readable.has(charset.toLowerCase())) {
    throw new AppError('unsupported_media_type', `The charset ${charset} is not supported; send the body as UTF-8`);
  }
}

/**
 * UTF-8, and charsets that share ASCII with it: some HTTP clients name them by default, and send ASCII. Other bytes are
 * refused where they are decoded.
 */
const readable: ReadonlySet<string> = new Set([
  'utf-8',
  'utf8',
  'us-ascii',
  'ascii',
  'iso-8859-1',
  'latin1',
  'windows-1252',
]);

/** Parses JSON from bytes; throws `invalid_request` with what is wrong. */
export function parseJson(bytes: Uint8Array): Json {
  const text = decode(bytes);
  if (depthOf(text) > maxDepth) {
    throw new AppError('invalid_request', `The JSON is nested deeper than ${maxDepth} levels`);
  }
  const value = read(text);
  if (mayOverflow.test(text)) refuseOverflow(value);
  return value;
}

/** Literals that may parse as Infinity, which JSON cannot represent: a large exponent, or very many digits. */
const mayOverflow = /\d[eE]\+?\d{3}|\d{200}/;

function refuseOverflow(value: Json): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new AppError('invalid_request', 'The JSON contains a number that is too large to store');
  }
  if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) refuseOverflow(item);
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new AppError('invalid_request', 'The body is not valid UTF-8', { cause });
  }
}

function read(text: string): Json {
  try {
    // Refuses keys that would reach an object's prototype in less careful code.
    return parse(text, null, { protoAction: 'error', constructorAction: 'error' }) as Json;
  } catch (cause) {
    const forbidden = messageOf(cause).includes('forbidden prototype property');
    const problem = forbidden
      ? 'The body must not contain the key __proto__ or constructor'
      : `The body is not valid JSON: ${messageOf(cause)}`;
    throw new AppError('invalid_request', problem, { cause });
  }
}

/** The deepest nesting of a JSON text, found without recursion, because the text may be hostile. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (inString) {
      if (unit === 92) index++;
      else if (unit === 34) inString = false;
    } else if (unit === 34) inString = true;
    else if (unit === 123 || unit === 91) deepest = Math.max(deepest, ++depth);
    else if (unit === 125 || unit === 93) depth--;
  }
  return deepest;
}
