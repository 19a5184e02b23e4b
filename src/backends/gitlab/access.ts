import type { Environment } from '../provider.ts';
import { longEnough, url, type Variable } from '../variable.ts';

/** Which GitLab is called, and with what. */
export type GitLabAccess = {
  /** Its address without a trailing slash. */
  url: string;
  /** A token with `read_api`, to look at pipelines; null: nobody looks. */
  token: string | null;
  /** Trigger tokens by the name that `triggerTokenNames` gives them. */
  triggerTokens: Readonly<Record<string, string>>;
  /** Whether GitLab reports by webhook how pipelines end. */
  reports: boolean;
};

/** GitLab as the environment configures it; `webhookSecret` null: webhooks are not received. */
export type GitLabConfig = Omit<GitLabAccess, 'reports'> & { webhookSecret: string | null };

/** The variables that configure GitLab. */
export const gitlabVariables: Readonly<Record<string, Variable>> = {
  GITLAB_URL: { description: 'GitLab whose pipelines are run.', default: 'https://gitlab.com', check: url },
  GITLAB_TOKEN: {
    description:
      'Token with the scope `read_api`, to follow pipelines and to find one whose start got no clear answer.',
    secret: true,
  },
  GITLAB_WEBHOOK_SECRET: {
    description: 'Secret token of the pipeline webhooks that GitLab sends to `/api/gitlab/webhooks`.',
    secret: true,
    check: longEnough,
  },
};

/**
 * What GitLab's trigger tokens look like. Port's agent takes any variable that bears the name of a project; a definition must
 * not send another password to GitLab by naming it, so from variables without `SECRET_` only such tokens are taken.
 */
const triggerToken = /^(glptt-[A-Za-z0-9_.-]{16,}|[0-9a-f]{30})$/;

/** Reads GitLab's configuration. */
export function readGitLab({ value, secrets, others }: Environment): GitLabConfig {
  const named = others.filter(([, text]) => triggerToken.test(text));
  return {
    url: (value('GITLAB_URL') ?? '').replace(/\/+$/, ''),
    token: value('GITLAB_TOKEN') ?? null,
    webhookSecret: value('GITLAB_WEBHOOK_SECRET') ?? null,
    triggerTokens: { ...Object.fromEntries(named), ...secrets },
  };
}
