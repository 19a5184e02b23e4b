import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../core/error.ts';
import type { Json } from '../core/json.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The body's bytes as they came: signatures are made over them. */
    rawBody: Buffer | null;
  }
}

/** Deeper JSON is refused: recursion over it, ours or jq's, could exhaust the stack. */
export const maxDepth = 100;

const utf8 = new TextDecoder('utf-8', { fatal: true });
/** Keys that would reach an object's prototype in code less careful than ours. */
const forbidden: ReadonlySet<string> = new Set(['__proto__']);

/** Makes JSON the only accepted body, and each of its faults a sentence of its own. */
export function parseJsonBodies(server: FastifyInstance): void {
  server.decorateRequest('rawBody', null);
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

/** Reads JSON from bytes; throws `invalid_request` with what is wrong. */
export function parseJson(bytes: Uint8Array): Json {
  const text = decode(bytes);
  if (depthOf(text) > maxDepth) {
    throw new AppError('invalid_request', `The JSON is nested deeper than ${maxDepth} levels`);
  }
  let bad: string | undefined;
  const value = read(text, (key, item) => {
    if (forbidden.has(key)) bad = `the key ${key}`;
    if (key === 'constructor' && typeof item === 'object' && item !== null && Object.hasOwn(item, 'prototype'))
      bad = `the key ${key} with a prototype`;
    if (typeof item === 'number' && !Number.isFinite(item)) bad = `a number too large to keep, at the key ${key}`;
    return item;
  });
  if (bad !== undefined) throw new AppError('invalid_request', `The JSON holds ${bad}; that is not accepted`);
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new AppError('invalid_request', 'The body is not valid UTF-8', { cause });
  }
}

function read(text: string, visit: (key: string, item: unknown) => unknown): Json {
  try {
    return JSON.parse(text, visit) as Json;
  } catch (cause) {
    throw new AppError(
      'invalid_request',
      `The body is not valid JSON: ${cause instanceof Error ? cause.message : ''}`,
      {
        cause,
      },
    );
  }
}

/** The deepest nesting of a JSON text, found without recursion: the text may be hostile. */
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
