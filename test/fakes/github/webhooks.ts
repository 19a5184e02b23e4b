import { createHmac, randomUUID } from 'node:crypto';
import { installationObject, iso, repositoryObject, runObject, userObject, workflowId } from './objects.ts';
import { type Installation, installationOf, type Repository, type State, type WorkflowRun } from './state.ts';

/** One attempt to hand a webhook over; `guid` is the same for every attempt, `id` is the attempt's own. */
export type Delivery = {
  id: number;
  guid: string;
  event: string;
  action: string | null;
  body: string;
  redelivery: boolean;
  at: number;
  /** The App's answer; null while it is on its way or held back, 0 when nothing answered. */
  statusCode: number | null;
};

/** Where the App receives webhooks, and the secret that signs them. */
export type Hook = { url: string; secret: string };

/** GitHub's outgoing webhooks; tests may hold them back and then send, repeat, reorder or lose them. */
export type Webhooks = ReturnType<typeof createWebhooks>;

/** Signs and sends webhooks to the App; without a hook nothing is sent and nothing recorded. */
export function createWebhooks(state: State) {
  const deliveries: Delivery[] = [];
  const underWay = new Set<Promise<unknown>>();
  let hook: Hook | null = null;
  let holding = false;

  async function send(delivery: Delivery): Promise<number> {
    if (hook === null) throw new Error('No webhook URL is set');
    const work = post(hook, state, delivery).then((status) => {
      delivery.statusCode = status;
      return status;
    });
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  }

  function attempt(first: Pick<Delivery, 'guid' | 'event' | 'action' | 'body' | 'redelivery'>): Delivery {
    const delivery = { ...first, id: state.nextId(), at: state.now(), statusCode: null };
    deliveries.push(delivery);
    if (!holding) void send(delivery);
    return delivery;
  }

  function emit(event: string, repository: Repository, fields: Record<string, unknown>): void {
    const installation = installationOf(state, repository.owner);
    const payload = {
      repository: repositoryObject(repository),
      organization: { login: repository.owner, id: userObject(repository.owner).id },
      sender: userObject(`${state.slug}[bot]`),
      ...(installation && { installation: { id: installation.id, node_id: `I_${installation.id}` } }),
      ...fields,
    };
    record(event, typeof fields.action === 'string' ? fields.action : null, payload);
  }

  function record(event: string, action: string | null, payload: unknown): void {
    if (hook === null) return;
    attempt({ guid: randomUUID(), event, action, body: JSON.stringify(payload), redelivery: false });
  }

  return {
    /** From now on webhooks go there. */
    connect(to: Hook): void {
      hook = to;
    },
    /** Keeps new webhooks back until a test sends them one by one. */
    hold(): void {
      holding = true;
    },
    /** Sends new webhooks at once again. */
    flow(): void {
      holding = false;
    },
    /** Every attempt so far, oldest first. */
    deliveries: (): readonly Delivery[] => deliveries,
    /** Hands one over, also for a second time; resolves to the App's status, or 0. */
    send,
    /** Lets one fail as if the App had been down. */
    lose(delivery: Delivery): void {
      delivery.statusCode = 0;
    },
    /** What an operator's or our own request for redelivery does: the same GUID again. */
    redeliver(delivery: Delivery): void {
      attempt({ ...delivery, redelivery: true });
    },
    /** Resolves when every webhook that was sent has its answer. */
    async settled(): Promise<void> {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
    /** Any webhook about a repository, with what it says besides. */
    emit,
    workflowRun(action: 'requested' | 'in_progress' | 'completed', run: WorkflowRun): void {
      const workflow = {
        id: workflowId(run.repository, run.workflow),
        name: run.workflow,
        path: `.github/workflows/${run.workflow}`,
        state: 'active',
      };
      emit('workflow_run', run.repository, { action, workflow_run: runObject(run), workflow });
    },
    push(repository: Repository, branch: string, before: string, after: string): void {
      const commits = { created: false, deleted: false, forced: false, base_ref: null, commits: [], head_commit: null };
      const compare = `https://github.com/${repository.owner}/${repository.name}/compare/${before}...${after}`;
      const pusher = { name: 'octocat', email: 'octocat@example.test' };
      emit('push', repository, { ref: `refs/heads/${branch}`, before, after, ...commits, compare, pusher });
    },
    pullRequest(
      repository: Repository,
      action: 'opened' | 'synchronize' | 'closed',
      number: number,
      sha: string,
    ): void {
      const side = (ref: string) => ({ ref, sha, repo: repositoryObject(repository) });
      const at = iso(state.now());
      const pull = {
        id: 900_000 + number,
        number,
        html_url: `https://github.com/${repository.owner}/${repository.name}/pull/${number}`,
        state: action === 'closed' ? 'closed' : 'open',
        title: 'A change',
        draft: false,
        assignees: [],
        requested_reviewers: [],
        labels: [],
        created_at: at,
        updated_at: at,
        closed_at: action === 'closed' ? at : null,
        merged_at: null,
        head: side('change'),
        base: side(repository.defaultBranch),
      };
      emit('pull_request', repository, { action, number, pull_request: { ...pull, user: userObject('octocat') } });
    },
    repositoryDispatch(repository: Repository, type: string, clientPayload: Record<string, unknown>): void {
      const branch = repository.defaultBranch;
      emit('repository_dispatch', repository, { action: type, branch, client_payload: clientPayload });
    },
    repositoriesAdded(installation: Installation, repositories: readonly Repository[]): void {
      const added = repositories.map(({ id, owner, name }) => ({
        id,
        name,
        full_name: `${owner}/${name}`,
        private: true,
      }));
      record('installation_repositories', 'added', {
        action: 'added',
        installation: installationObject(state, installation),
        repository_selection: 'selected',
        repositories_added: added,
        repositories_removed: [],
        sender: userObject('octocat'),
      });
    },
    installation(installation: Installation, action: 'created' | 'deleted' | 'suspend'): void {
      const payload = { action, installation: installationObject(state, installation), sender: userObject('octocat') };
      record('installation', action, payload);
    },
  };
}

async function post(hook: Hook, state: State, delivery: Delivery): Promise<number> {
  const signature = createHmac('sha256', hook.secret).update(delivery.body).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/fa4e5e5',
    'x-github-event': delivery.event,
    'x-github-delivery': delivery.guid,
    'x-github-hook-installation-target-type': 'integration',
    'x-github-hook-installation-target-id': String(state.appId),
    'x-hub-signature-256': `sha256=${signature}`,
  };
  try {
    const response = await fetch(hook.url, { method: 'POST', body: delivery.body, headers });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

/** An attempt as `GET /app/hook/deliveries` lists it. */
export function deliveryObject(delivery: Delivery) {
  const code = delivery.statusCode ?? 0;
  const ok = code >= 200 && code < 300;
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: iso(delivery.at),
    redelivery: delivery.redelivery,
    duration: 0.1,
    status: ok ? 'OK' : code === 0 ? 'failed to connect to host' : `Invalid HTTP Response: ${code}`,
    status_code: code,
    event: delivery.event,
    action: delivery.action,
    installation_id: null,
    repository_id: null,
    throttled_at: null,
  };
}
