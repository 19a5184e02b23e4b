import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../core/error.ts';

/** Bodies up to this size are never refused for lack of memory, bytes. */
const small = 256 * 1024;

/** How many bytes of larger bodies may be in flight: a webhook's signature can be checked only at its end. */
const room = 100 * 1024 * 1024;

/** Seconds after which a refused sender may retry. */
const retryAfter = 5;

/** Limits the memory that unchecked bodies use on the routes of a scope; `limit` is the largest body there, bytes. */
export function boundLargeBodies(server: FastifyInstance, limit: number): void {
  let taken = 0;
  server.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const announced = Number(request.headers['content-length'] ?? limit);
    // Without a length, assume the largest; a body longer than its declared length is refused later.
    const size = Math.min(Number.isNaN(announced) ? limit : announced, limit);
    if (size <= small) return;
    if (taken + size > room) {
      reply.header('retry-after', retryAfter);
      throw new AppError('unavailable', 'Too many large bodies are being received; send this one again later');
    }
    taken += size;
    reply.raw.once('close', () => {
      taken -= size;
    });
  });
}
