import type { GitLabAccess } from '../../backends/gitlab/access.ts';
import { variables } from './variables.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** GitLab as the environment has it; `webhookSecret` null: webhooks are not received. */
export type GitLabConfig = Omit<GitLabAccess, 'reports'> & { webhookSecret: string | null };

/**
 * What GitLab's trigger tokens look like. Port's agent takes any variable that bears the name of a project; a definition must
 * not send a password of ours to GitLab by naming it, so from variables without `SECRET_` only such tokens are taken.
 */
const triggerToken = /^(glptt-[A-Za-z0-9_.-]{16,}|[0-9a-f]{30})$/;

/** Reads it; `value` reads a variable of the table, `secrets` are those of `SECRET_<name>`. */
export function readGitLab(
  value: (name: 'GITLAB_URL' | 'GITLAB_TOKEN' | 'GITLAB_WEBHOOK_SECRET') => string | undefined,
  env: Environment,
  secrets: Readonly<Record<string, string>>,
): GitLabConfig {
  const named = Object.entries(env).flatMap(([name, text]) =>
    text !== undefined && !Object.hasOwn(variables, name) && triggerToken.test(text) ? [[name, text] as const] : [],
  );
  return {
    url: (value('GITLAB_URL') ?? '').replace(/\/+$/, ''),
    token: value('GITLAB_TOKEN') ?? null,
    webhookSecret: value('GITLAB_WEBHOOK_SECRET') ?? null,
    triggerTokens: { ...Object.fromEntries(named), ...secrets },
  };
}
