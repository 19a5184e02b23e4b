import { randomUUID } from 'node:crypto';
import { type Pipeline, pipelineLink } from './pipelines.ts';

/** One webhook; `key` stays the same when it is sent again. */
export type PipelineHook = { key: string; body: string; status: number | null };

/** Sends pipeline webhooks; without an address nothing is sent and nothing recorded. */
export function createPipelineHooks() {
  const hooks: PipelineHook[] = [];
  const underWay = new Set<Promise<unknown>>();
  let receiver: { url: string; token: string } | null = null;
  let losing = false;

  async function post(hook: PipelineHook): Promise<number> {
    if (receiver === null) throw new Error('No webhook is set up');
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'GitLab/18.0.0',
      'x-gitlab-event': 'Pipeline Hook',
      'x-gitlab-token': receiver.token,
      'x-gitlab-event-uuid': randomUUID(),
      'idempotency-key': hook.key,
    };
    const response = await fetch(receiver.url, { method: 'POST', headers, body: hook.body });
    await response.arrayBuffer();
    hook.status = response.status;
    return response.status;
  }

  /** Sends one, also again. */
  async function send(hook: PipelineHook): Promise<number> {
    const work = post(hook);
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  }

  return {
    hooks: hooks as readonly PipelineHook[],
    /** From now on webhooks go there. */
    connect(to: { url: string; token: string }): void {
      receiver = to;
    },
    /** New webhooks get lost, until they are not any more. */
    lose(lost: boolean): void {
      losing = lost;
    },
    send,
    /** Resolves when every webhook that was sent has its answer. */
    async settled(): Promise<void> {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
    /** Sends what GitLab sends when a pipeline changes its status. */
    pipeline(pipeline: Pipeline, url: string): void {
      if (receiver === null) return;
      const { id, project, ref, status, variables } = pipeline;
      const [name = ''] = project.path.split('/').slice(-1);
      const body = {
        object_kind: 'pipeline',
        object_attributes: {
          id,
          iid: id - 100,
          ref,
          tag: false,
          sha: 'a91957a858320c0e17f3a0eca7cfacbff50ea29a',
          source: 'trigger',
          status,
          detailed_status: status,
          variables: variables.map(({ key, value }) => ({ key, value })),
          url: pipelineLink(pipeline, url),
        },
        user: { id: 1, name: 'Administrator', username: 'root' },
        project: { id: project.id, name, path_with_namespace: project.path, web_url: `${url}/${project.path}` },
        builds: [],
      };
      const hook: PipelineHook = { key: randomUUID(), body: JSON.stringify(body), status: null };
      hooks.push(hook);
      if (!losing) void send(hook);
    },
  };
}
