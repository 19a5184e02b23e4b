import type { FastifyInstance } from 'fastify';

/** Routes of Port's API that its clients also call with parameters that mean nothing here, which are ignored. */
const port = /^\/v1\/(?:blueprints\/|entities\/|actions|workflows\/|auth\/|organization|[a-z]+-credentials)/;

/** The service's own routes among them. */
const ours = /^\/v1\/actions\/.*\/?(?:pause|resume|retry|cancel|explain)$/;

/**
 * Refuses query parameters on our own routes that have none, instead of ignoring them; otherwise, the caller could
 * mistake the whole list for the result of a filter.
 */
export function refuseUnknownParameters(server: FastifyInstance): void {
  server.addHook('onRoute', (route) => {
    const isOurs = route.url.startsWith('/v1/') && (!port.test(route.url) || ours.test(route.url));
    if (!isOurs || route.schema?.querystring !== undefined) return;
    route.schema = { ...route.schema, querystring: { type: 'object', additionalProperties: false, properties: {} } };
  });
}
