import { useState } from 'preact/hooks';
import type { ClientView } from '../../../core/views/client-view.ts';
import { ForRole } from '../../parts/for-role.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Problem } from '../../parts/problem.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { Ago, Ahead } from '../../parts/time.tsx';
import { call } from '../../state/call-api.ts';
import { refresh, useResource } from '../../state/resource.ts';
import { holds } from '../../state/session.ts';
import { useAction } from '../../state/use-action.ts';
import { NewClient } from './new-client.tsx';
import { type ClientSecret, SecretOnce } from './secret.tsx';

const path = '/v1/clients';

/** The clients of the API: credentials for programs, for people who may manage them. */
export function ClientsPage() {
  return (
    <>
      <h1>Clients</h1>
      <ForRole needs="write" what="Looking at the credentials of programs">
        {holds('write') && <Clients />}
      </ForRole>
    </>
  );
}

function Clients() {
  const [secret, setSecret] = useState<ClientSecret | null>(null);
  const answer = useResource<{ clients: ClientView[] }>(path, ['audit:']);
  const show = async (made: ClientSecret) => {
    setSecret(made);
    await refresh(path);
  };
  return (
    <>
      <p class="muted lead">
        Credentials for programs, in addition to those in the environment of the service. Each has a role, and may
        expire.
      </p>
      {secret !== null && <SecretOnce made={secret} onClose={() => setSecret(null)} />}
      <NewClient path={path} onMade={show} />
      <Loaded of={answer}>
        {({ clients }) =>
          clients.length === 0 ? (
            <Empty icon="key" title="No clients yet" />
          ) : (
            <div class="box">
              <ul>
                {clients.map((client) => (
                  <li class="row" key={client.id}>
                    <Client client={client} onMade={show} />
                  </li>
                ))}
              </ul>
            </div>
          )
        }
      </Loaded>
    </>
  );
}

function Client({ client, onMade }: { client: ClientView; onMade(made: ClientSecret): Promise<void> }) {
  const { id, name, role, expiresAt, oldSecretUntil, createdAt, createdBy } = client;
  const { busy, problem, act } = useAction();
  const own = `${path}/${encodeURIComponent(id)}`;
  const rotate = () => {
    if (!window.confirm(`Give ${name} a new secret? The old one stays valid for another day.`)) return;
    void act(async () => onMade(await call<ClientSecret>('POST', `${own}/rotate`, {})));
  };
  const revoke = () => {
    if (!window.confirm(`Revoke ${name}? Its secret and its tokens stop working at once.`)) return;
    void act(() => call('DELETE', own).then(() => refresh(path)));
  };
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= Date.now();
  return (
    <>
      <Icon name="key" tone="muted" />
      <div class="grow">
        <p class="title">
          <bdi>{name}</bdi> <span class="label">{role}</span>
          {isOver && <span class="label danger">Expired</span>}
        </p>
        <p class="muted">
          <code>{id}</code> · created <Ago at={createdAt} /> by <bdi>{createdBy}</bdi> ·{' '}
          {expiresAt === null ? (
            'never expires'
          ) : (
            <>
              {isOver ? 'expired ' : 'expires '}
              {isOver ? <Ago at={expiresAt} /> : <Ahead at={expiresAt} />}
            </>
          )}
          {oldSecretUntil !== null && Date.parse(oldSecretUntil) > Date.now() && (
            <>
              {' '}
              · its old secret is valid until <Ahead at={oldSecretUntil} />
            </>
          )}
        </p>
        <Problem text={problem} />
      </div>
      <div class="actions">
        <button class="button" type="button" disabled={busy} aria-label={`New secret for ${name}`} onClick={rotate}>
          New secret
        </button>
        <button class="button danger" type="button" disabled={busy} aria-label={`Revoke ${name}`} onClick={revoke}>
          Revoke
        </button>
      </div>
    </>
  );
}
