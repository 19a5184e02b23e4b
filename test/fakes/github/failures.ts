import type { Reply } from './route.ts';

/**
 * A misfortune ordered for the next request to a route: is the request carried out, and what comes back, `after`
 * something else has happened.
 */
export type Failure = {
  carriedOut: boolean;
  answer: Reply | 'no answer' | 'connection reset' | 'its own';
  after?: Promise<unknown>;
};

const message = (text: string) => ({ message: text, documentation_url: 'https://docs.github.com/rest' });

/** The misfortunes that GitHub's users know, by name. */
export const misfortunes = {
  /** The request did its work and then the gateway in front gave up. */
  badGatewayAfterwards: { carriedOut: true, answer: { status: 502, body: message('Server Error') } },
  /** Nothing was done. */
  errorBefore: { carriedOut: false, answer: { status: 500, body: message('Server Error') } },
  hangsAfterwards: { carriedOut: true, answer: 'no answer' },
  hangsBefore: { carriedOut: false, answer: 'no answer' },
  resetAfterwards: { carriedOut: true, answer: 'connection reset' },
  badCredentials: { carriedOut: false, answer: { status: 401, body: message('Bad credentials') } },
  secondaryLimit: {
    carriedOut: false,
    answer: {
      status: 403,
      body: message('You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'),
      headers: { 'retry-after': '90' },
    },
  },
  secondaryLimitUntimed: {
    carriedOut: false,
    answer: { status: 403, body: message('You have exceeded a secondary rate limit.') },
  },
  tooManyRequests: {
    carriedOut: false,
    answer: { status: 429, body: message('Too many requests'), headers: { 'retry-after': '7' } },
  },
} as const satisfies Record<string, Failure>;

/** The hourly limit is used up; `reset` in seconds since the epoch, as GitHub says it. */
export function limitUsedUp(reset: number): Failure {
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
  return {
    carriedOut: false,
    answer: { status: 403, body: message('API rate limit exceeded for installation.'), headers },
  };
}
