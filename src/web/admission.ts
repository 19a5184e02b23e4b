import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../core/error.ts';

/** What an admission allows: work at once, and what is slow. Times in ms; work in small requests. */
export type AdmissionLimits = { first: number; least: number; most: number; slow: number; settle: number };

/** Whether a request is let in, and how to say that it has been answered. */
export type Admission = {
  /** Throws `unavailable` when too much is in flight, `too_many_requests` when too much of it is this client's. */
  check(client: string): void;
  /** `weight`: how much work it is beside a small request, which is 1. */
  enter(client: string, weight: number): void;
  /** `size` in bytes: what is large may take longer. */
  leave(client: string, took: number, size: number, weight: number): void;
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

    enter(client, weight) {
      inFlight += weight;
      clients.set(client, (clients.get(client) ?? 0) + weight);
    },

    leave(client, took, size, weight) {
      const wasFull = inFlight >= limit * share - 1;
      inFlight -= weight;
      const own = (clients.get(client) ?? 0) - weight;
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

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route takes in work, and refuses it while there is too much; `stored`: what it takes is only stored at first. */
    takesWork?: true | 'stored';
  }
}

/** Puts the routes that take in work behind an admission; the others, probes above all, are answered whatever comes. */
export function admitWork(server: FastifyInstance, admission: Admission, now = () => performance.now()): void {
  const begun = new WeakMap<FastifyRequest, number>();
  const takesWork = (request: FastifyRequest): boolean => request.routeOptions.config.takesWork !== undefined;
  // Before the body is read, and before anything costs: refusing must be cheap.
  server.addHook('onRequest', async (request) => {
    if (takesWork(request)) admission.check(request.ip);
  });
  // With the body here: how long a client takes to send it says nothing of how busy we are.
  server.addHook('preValidation', async (request) => {
    if (!takesWork(request)) return;
    admission.check(request.ip);
    admission.enter(request.ip, weightOf(request));
    begun.set(request, now());
  });
  server.addHook('onResponse', async (request) => {
    const since = begun.get(request);
    if (since === undefined) return;
    admission.leave(request.ip, now() - since, sizeOf(request), weightOf(request));
  });
}

/**
 * The largest array of events is about as much work as sixty small requests. What is only stored is none, however large:
 * the bytes that such bodies may take together have a bound of their own.
 */
function weightOf(request: FastifyRequest): number {
  const isStored = request.routeOptions.config.takesWork === 'stored';
  return isStored ? 1 : 1 + Math.floor(sizeOf(request) / (16 * 1024));
}

function sizeOf({ headers }: FastifyRequest): number {
  return Number(headers['content-length'] ?? 0) || 0;
}
