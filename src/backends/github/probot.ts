import { pino } from 'pino';
import type { Probot as ProbotApp } from 'probot';
import { AppError } from '../../core/error.ts';
import { withDeadline } from './deadline.ts';

/** What GitHub issued when the App was registered. */
export type GitHubAppOptions = {
  appId: number | string;
  /** PEM, as downloaded from GitHub. */
  privateKey: string;
  webhookSecret: string;
  /** Base URL of the REST API, e.g. `https://api.github.com`. */
  apiUrl: string;
  /** Milliseconds for one request including its answer; default 30,000. */
  timeout?: number;
};

/** The options of octokit that are changed here. */
type OctokitDefaults = { auth?: { request?: { defaults(options: { baseUrl: string }): unknown } } };

/** Webhook secrets that are public knowledge; Probot falls back to the second when it gets none. */
const publicSecrets = ['', 'development'];

/**
 * Creates Probot as a library: App authentication and signed webhooks, without its retries and throttling, so that one
 * attempt is one request. Its log stays silent, because it would print inputs and unverified payloads. Loaded on
 * demand: a service without a GitHub App need not load its hundreds of files.
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
      'WEBHOOK_SECRET must be a secret that you chose; anyone could sign webhooks with this one.',
    );
  }
  const { Probot, ProbotOctokit } = await import('probot');
  const baseUrl = apiUrl.replace(/\/$/, '');
  // As a function, because Probot turns throttling back on when given an object.
  const Octokit = ProbotOctokit.defaults((options: OctokitDefaults) => ({
    ...options,
    // Probot requests tokens from api.github.com, whatever its base URL is, unless it is set here too.
    ...(options.auth?.request && {
      auth: { ...options.auth, request: options.auth.request.defaults({ baseUrl }) },
    }),
    retry: { enabled: false },
    throttle: { enabled: false },
  }));
  const request = {
    retries: 0,
    // Also covers token requests, which do not receive our abort signal.
    fetch: (url: string, init: RequestInit) => fetch(url, { ...init, signal: withDeadline(timeout, init.signal) }),
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
