import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../core/error.ts';

/** What an admission allows: work at once, and what is slow. Times in ms; work as in `weightOf`. */
export type AdmissionLimits = { first: number; least: number; most: number; slow: number; settle: number };

/** Whether a request is let in, and how to say that it has been answered. */
export type Admission = {
  /** Throws `unavailable` when too much is in flight, `too_many_requests` when too much of it is this client's. */
  check(client: string): void;
  /** `size` in bytes: what is large is more work, and may take longer. */
  enter(client: string, size: number): void;
  leave(client: string, took: number, size: number): void;
  /** How much may be in flight at the moment. */
  limit(): number;
};

const defaults: AdmissionLimits = { first: 96, least: 32, most: 1_024, slow: 300, settle: 100 };

/** Which part of what may be in flight one client may use, so that others find room beside it. */
const share = 0.75;

/** How much longer a request may take for each KB of it, ms. */
const perKilobyte = 2;

/** By how much the limit falls when a request was slow. */
const retreat = 0.8;

/**
 * Bounds how many requests are in flight by how long they take (additive increase, multiplicative decrease): what was let in
 * is answered soon, however slow the machine, and whoever comes beyond that hears so at once.
 */
export function createAdmission(now: () => number, limits: AdmissionLimits = defaults): Admission {
  let limit = limits.first;
  let inFlight = 0;
  let fellAt = Number.NEGATIVE_INFINITY;
  const clients = new Map<string, number>();

  return {
    check(client) {
      if (inFlight >= Math.floor(limit)) {
        throw new AppError(
          'unavailable',
          'More requests are under way than can be answered soon; try again in a moment',
        );
      }
      if ((clients.get(client) ?? 0) >= Math.floor(limit * share)) {
        throw new AppError('too_many_requests', 'Too many of your requests are under way; try again in a moment');
      }
    },

    enter(client, size) {
      inFlight += weightOf(size);
      clients.set(client, (clients.get(client) ?? 0) + weightOf(size));
    },

    leave(client, took, size) {
      const wasFull = inFlight >= limit * share - 1;
      inFlight -= weightOf(size);
      const own = (clients.get(client) ?? 0) - weightOf(size);
      if (own > 0) clients.set(client, own);
      else clients.delete(client);
      if (took > limits.slow + Math.ceil(size / 1024) * perKilobyte) {
        // Those that were in flight together are slow together: that is one reason to fall, not many.
        if (now() - fellAt < limits.settle) return;
        fellAt = now();
        limit = Math.max(limits.least, limit * retreat);
      } else if (wasFull) {
        limit = Math.min(limits.most, limit + 1 / limit);
      }
    },

    limit: () => limit,
  };
}

/** A small request is 1; the largest array of events is about as much work as forty of them. */
function weightOf(size: number): number {
  return 1 + Math.floor(size / (16 * 1024));
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route takes in work, and refuses it while there is too much. */
    takesWork?: boolean;
  }
}

/** Puts the routes that take in work behind an admission; the others, probes above all, are answered whatever comes. */
export function admitWork(server: FastifyInstance, admission: Admission, now = () => performance.now()): void {
  const begun = new WeakMap<FastifyRequest, number>();
  const takesWork = (request: FastifyRequest): boolean => request.routeOptions.config.takesWork === true;
  // Before the body is read, and before anything costs: refusing must be cheap.
  server.addHook('onRequest', async (request) => {
    if (takesWork(request)) admission.check(request.ip);
  });
  // With the body here: how long a client takes to send it says nothing of how busy we are.
  server.addHook('preValidation', async (request) => {
    if (!takesWork(request)) return;
    admission.check(request.ip);
    admission.enter(request.ip, sizeOf(request));
    begun.set(request, now());
  });
  server.addHook('onResponse', async (request) => {
    const since = begun.get(request);
    if (since === undefined) return;
    admission.leave(request.ip, now() - since, sizeOf(request));
  });
}

function sizeOf({ headers }: FastifyRequest): number {
  return Number(headers['content-length'] ?? 0) || 0;
}
