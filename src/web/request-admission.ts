import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../core/error.ts';

/** The limits of an admission: work in flight, counted in small requests, and when a request is slow, ms. */
export type AdmissionLimits = { first: number; least: number; most: number; slow: number; settle: number };

/** Decides whether requests are admitted, and tracks when they are answered. */
export type RequestAdmission = {
  /** Throws `unavailable` when too much is in flight, `too_many_requests` when too much of it is from this client. */
  check(client: string): void;
  /** `weight`: how much work it is compared to a small request, which is 1. */
  enter(client: string, weight: number): void;
  /** `size` in bytes: larger requests may take longer. */
  leave(client: string, took: number, size: number, weight: number): void;
  /** How much may be in flight now. */
  limit(): number;
};

const defaults: AdmissionLimits = { first: 128, least: 32, most: 1_024, slow: 300, settle: 100 };

/** The share of the limit that one client may use, so that others are admitted too. */
const share = 0.75;

/** How much longer a request may take per KB of its size, ms. */
const perKilobyte = 2;

/** The factor by which the limit falls after a slow request. */
const retreat = 0.8;

/** By how much a fast answer brings a limit that fell back towards the first one, while there is little to do. */
const recovery = 0.25;

/**
 * Limits requests in flight by how long they take (additive increase, multiplicative decrease): admitted requests are
 * answered soon, however slow the machine, and excess ones are refused immediately. A pause of the database lowers the limit,
 * too; once requests are few and fast again it is soon what it was at first, or each pause would leave less for the next.
 */
export function createAdmission(now: () => number, limits: AdmissionLimits = defaults): RequestAdmission {
  let limit = limits.first;
  let inFlight = 0;
  let fellAt = Number.NEGATIVE_INFINITY;
  const clients = new Map<string, number>();

  return {
    check(client) {
      if (inFlight >= Math.floor(limit)) {
        throw new AppError(
          'unavailable',
          'More requests are in progress than can be answered soon; try again in a moment',
        );
      }
      if ((clients.get(client) ?? 0) >= Math.floor(limit * share)) {
        throw new AppError('too_many_requests', 'Too many of your requests are in progress; try again in a moment');
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
        // Requests in flight together are slow together, so that lowers the limit only once.
        if (now() - fellAt < limits.settle) return;
        fellAt = now();
        limit = Math.max(limits.least, limit * retreat);
      } else if (wasFull) {
        limit = Math.min(limits.most, limit + 1 / limit);
      } else if (limit < limits.first) {
        limit = Math.min(limits.first, limit + recovery);
      }
    },

    limit: () => limit,
  };
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route accepts work, and refuses it under overload; `stored`: the work is only stored at first. */
    takesWork?: true | 'stored';
  }
}

/** How often refusals are logged, ms. */
const reportMs = 10_000;

/** Applies admission to the routes that accept work; all others, especially probes, are always answered. */
export function admitWork(server: FastifyInstance, admission: RequestAdmission, now = () => performance.now()): void {
  const begun = new WeakMap<FastifyRequest, number>();
  const report = createRefusalReport(server.log, now);
  const check = (request: FastifyRequest): void => {
    try {
      admission.check(request.ip);
    } catch (error) {
      report();
      throw error;
    }
  };
  const takesWork = (request: FastifyRequest): boolean => request.routeOptions.config.takesWork !== undefined;
  // Before the body is read and anything else is done: refusing must be cheap.
  server.addHook('onRequest', async (request) => {
    if (takesWork(request)) check(request);
  });
  // Once the body is here: how long a client takes to send it says nothing about our load.
  server.addHook('preValidation', async (request) => {
    if (!takesWork(request)) return;
    check(request);
    admission.enter(request.ip, weightOf(request));
    begun.set(request, now());
  });
  server.addHook('onResponse', async (request) => {
    const since = begun.get(request);
    if (since === undefined) return;
    admission.leave(request.ip, now() - since, sizeOf(request), weightOf(request));
  });
}

/** Logs that requests are refused: at once, then how many there were since, now and then. */
function createRefusalReport(log: Pick<FastifyBaseLogger, 'warn'>, now: () => number): () => void {
  let refused = 0;
  let reportedAt = Number.NEGATIVE_INFINITY;
  return () => {
    refused += 1;
    if (now() - reportedAt < reportMs) return;
    log.warn({ refused }, 'requests are refused, because more are in progress than can be answered soon');
    reportedAt = now();
    refused = 0;
  };
}

/**
 * The work of a request: the largest array of events is about sixty small requests. Bodies that are only stored count
 * as nothing; their bytes have their own limit.
 */
function weightOf(request: FastifyRequest): number {
  const isStored = request.routeOptions.config.takesWork === 'stored';
  return isStored ? 1 : 1 + Math.floor(sizeOf(request) / (16 * 1024));
}

function sizeOf({ headers }: FastifyRequest): number {
  return Number(headers['content-length'] ?? 0) || 0;
}
