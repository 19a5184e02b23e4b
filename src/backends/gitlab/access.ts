import type { ProviderEnvironment } from '../provider-contract.ts';
import { longEnough, url, type Variable } from '../variable.ts';

/** Which GitLab to call, and the credentials for it. */
export type GitLabAccess = {
  /** The base URL, without a trailing slash. */
  url: string;
  /** A token with `read_api`, to poll pipelines; null: pipelines are not polled. */
  token: string | null;
  /** Trigger tokens, by the names from `triggerTokenNames`. */
  triggerTokens: Readonly<Record<string, string>>;
  /** True when GitLab reports the end of pipelines by webhook. */
  reports: boolean;
};

/** GitLab's configuration; `webhookSecret` null: webhooks are not received. */
export type GitLabConfig = Omit<GitLabAccess, 'reports'> & { webhookSecret: string | null };

/** The variables that configure GitLab. */
export const gitlabVariables: Readonly<Record<string, Variable>> = {
  GITLAB_URL: { description: 'URL of GitLab.', default: 'https://gitlab.com', check: url },
  GITLAB_TOKEN: {
    description:
      'Token with the scope `read_api`, to follow pipelines and to find pipelines whose start got no clear answer.',
    secret: true,
  },
  GITLAB_WEBHOOK_SECRET: {
    description: 'Secret token of the pipeline webhooks that GitLab sends to `/api/gitlab/webhooks`.',
    secret: true,
    check: longEnough,
  },
};

/**
 * The form of GitLab's trigger tokens. Port's agent reads any variable named like a project. A definition must not send
 * another password to GitLab by naming it, so variables without `SECRET_` count only if they look like such a token.
 */
const triggerToken = /^(glptt-[A-Za-z0-9_.-]{16,}|[0-9a-f]{30})$/;

/** Reads GitLab's configuration. */
export function readGitLab({ value, secrets, others }: ProviderEnvironment): GitLabConfig {
  const named = others.filter(([, text]) => triggerToken.test(text));
  return {
    url: (value('GITLAB_URL') ?? '').replace(/\/+$/, ''),
    token: value('GITLAB_TOKEN') ?? null,
    webhookSecret: value('GITLAB_WEBHOOK_SECRET') ?? null,
    triggerTokens: { ...Object.fromEntries(named), ...secrets },
  };
}
