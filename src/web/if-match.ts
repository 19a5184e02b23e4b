import type { FastifyRequest } from 'fastify';
import type { Expected } from '../app/automations/expected.ts';
import { AppError } from '../core/error.ts';

/** The header that names a revision, for `reply.header`. */
export const etagOf = (revision: string): string => `"${revision}"`;

/** One tag and the comma after it. A proxy that compresses answers marks their tags as weak; they still name a revision. */
const tag = /\s*(?:W\/)?"([^"]*)"\s*(?:,|$)/y;

/** Reads `If-Match`: the revisions of which one must be the current one; undefined without the header. */
export function readIfMatch({ headers }: Pick<FastifyRequest, 'headers'>): Expected | undefined {
  const text = headers['if-match']?.trim();
  if (text === undefined) return undefined;
  if (text === '*') return 'any';
  const revisions: string[] = [];
  tag.lastIndex = 0;
  do {
    const found = tag.exec(text)?.[1];
    if (found === undefined) {
      throw new AppError('invalid_request', 'If-Match must be a revision in double quotes, as in etag, or *');
    }
    revisions.push(found);
  } while (tag.lastIndex < text.length);
  return revisions;
}
