import type { Http, Services } from '../../backends/backend.ts';

/**
 * The services of one call, with an HTTP client that waits for an answer as long as `timeout` says (ms) and passes on
 * the trace; a definition that sets the header itself is obeyed.
 */
export function servicesFor(services: Services, timeout: number | null, traceparent: string | null): Services {
  if (timeout === null && traceparent === null) return services;
  const send: Http['send'] = ({ headers, ...request }) => {
    const isSet = Object.keys(headers).some((name) => name.toLowerCase() === 'traceparent');
    return services.http.send({
      ...request,
      ...(timeout !== null && { answerTimeout: timeout }),
      headers: traceparent === null || isSet ? headers : { ...headers, traceparent },
    });
  };
  return { ...services, http: { send } };
}
