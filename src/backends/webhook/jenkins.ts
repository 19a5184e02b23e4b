import type { JsonObject } from '../../core/json.ts';
import type { HttpResult } from '../backend.ts';

/** Paths that start a build (Jenkins' remote access API). */
const startPath = /\/job\/[^?#]+\/build(?:WithParameters)?\/?(?:[?#]|$)/;

/**
 * True when Jenkins has started a build and then redirects to the job's page, as older versions and some newer forms
 * do. A redirect to the sign-in page started nothing.
 */
export function isStartedBuild({ type, url }: JsonObject, result: HttpResult): boolean {
  if (result.type !== 'answer' || (result.status !== 302 && result.status !== 303)) return false;
  const { location = '' } = result.headers;
  if (/login|securityRealm|oauth|saml|sso/i.test(location)) return false;
  return type === 'JENKINS' || (typeof url === 'string' && startPath.test(url));
}

/** The link to the queued build in Jenkins. */
export function queueLink(result: HttpResult): { link?: string } {
  const location = result.type === 'answer' ? result.headers.location : undefined;
  return location !== undefined && /^https?:\/\//.test(location) ? { link: location } : {};
}
