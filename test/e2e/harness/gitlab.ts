import { type FakeGitLab, startFakeGitLab } from '../../fakes/gitlab/index.ts';
import { type Server, startServer } from './server.ts';

/** What GitLab proves itself with. */
export const hookToken = 'a token for webhooks';

/** A GitLab with the project `acme/shop`, and a server that may run its pipelines and gets its webhooks. */
export async function startGitLabWorld(environment: Readonly<Record<string, string>> = {}) {
  const gitlab: FakeGitLab = await startFakeGitLab();
  const project = gitlab.addProject('acme/shop');
  const server: Server = await startServer({
    GITLAB_URL: gitlab.url,
    GITLAB_TOKEN: gitlab.token,
    GITLAB_WEBHOOK_SECRET: hookToken,
    acme_shop: project.triggerToken,
    ...environment,
  });
  gitlab.hooks.connect({ url: `${server.url}/api/gitlab/webhooks`, token: hookToken });
  return {
    gitlab,
    project,
    server,
    async [Symbol.asyncDispose](): Promise<void> {
      await server[Symbol.asyncDispose]();
      await gitlab[Symbol.asyncDispose]();
    },
  };
}
