import { pino } from 'pino';
import type { Probot as ProbotApp } from 'probot';
import { AppError } from '../../core/error.ts';

/** What GitHub gave us when the App was registered. */
export type GitHubAppOptions = {
  appId: number | string;
  /** PEM, as downloaded. */
  privateKey: string;
  webhookSecret: string;
  /** Base of the REST API, e.g. `https://api.github.com`. */
  apiUrl: string;
  /** Milliseconds for one request including its answer; default 30,000. */
  timeout?: number;
};

/** The part of octokit's options that is changed here. */
type OctokitDefaults = { auth?: { request?: { defaults(options: { baseUrl: string }): unknown } } };

/** Secrets that everybody knows; Probot falls back to the second when it gets none. */
const publicSecrets = ['', 'development'];

/**
 * Probot as a library: App authentication and signed webhooks, and none of what gets in the way of one attempt being one
 * request. Its log stays silent, because it would print inputs and whole unverified payloads. Loaded here, because a service
 * without a GitHub App can do without its hundreds of files.
 */
export async function createAppProbot({
  appId,
  privateKey,
  webhookSecret,
  apiUrl,
  timeout = 30_000,
}: GitHubAppOptions): Promise<ProbotApp> {
  if (publicSecrets.includes(webhookSecret.trim())) {
    throw new AppError(
      'invalid_request',
      'WEBHOOK_SECRET must be a secret that you chose: anybody could sign webhooks with this one.',
    );
  }
  const { Probot, ProbotOctokit } = await import('probot');
  const baseUrl = apiUrl.replace(/\/$/, '');
  // In the form of a function: with an object Probot turns throttling on again.
  const Octokit = ProbotOctokit.defaults((options: OctokitDefaults) => ({
    ...options,
    // Probot asks for tokens at api.github.com, wherever its own base is, unless it is told here too.
    ...(options.auth?.request && {
      auth: { ...options.auth, request: options.auth.request.defaults({ baseUrl }) },
    }),
    retry: { enabled: false },
    throttle: { enabled: false },
  }));
  const request = {
    retries: 0,
    // Also covers requests for tokens, which take no signal of ours.
    fetch: (url: string, init: RequestInit) => {
      const deadline = AbortSignal.timeout(timeout);
      return fetch(url, { ...init, signal: init.signal ? AbortSignal.any([init.signal, deadline]) : deadline });
    },
  };
  return new Probot({
    appId: Number(appId),
    privateKey,
    secret: webhookSecret,
    baseUrl,
    log: pino({ level: 'silent' }),
    Octokit,
    request,
  });
}
