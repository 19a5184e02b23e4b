import type { GitHub, Http, Services } from '../../backends/backend.ts';
import { withTraceparent } from '../../core/trace/traceparent.ts';

/**
 * The services of one call: HTTP waits for an answer as long as `timeout` says (ms), and what is called over HTTP gets
 * the trace; a header that a definition sets itself takes precedence.
 */
export function servicesFor(services: Services, timeout: number | null, traceparent: string | null): Services {
  if (timeout === null && traceparent === null) return services;
  const send: Http['send'] = ({ headers, ...request }) =>
    services.http.send({
      ...request,
      ...(timeout !== null && { answerTimeout: timeout }),
      headers: withTraceparent(headers, traceparent),
    });
  const { github } = services;
  return { ...services, http: { send }, github: github && traceparent ? tracedGitHub(github, traceparent) : github };
}

function tracedGitHub(github: GitHub, traceparent: string): GitHub {
  return {
    ...github,
    request: (owner, repo, route, parameters, signal) =>
      github.request(owner, repo, route, { ...parameters, headers: { traceparent } }, signal),
  };
}
