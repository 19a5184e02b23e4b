import { useRef, useState } from 'preact/hooks';
import { roles } from '../../../core/views/role.ts';
import { isoTime } from '../../core/since.ts';
import { Problem } from '../../parts/problem.tsx';
import { call } from '../../state/call-api.ts';
import { useAction } from '../../state/use-action.ts';
import type { ClientSecret } from './secret.tsx';

const words = {
  read: 'read: look at everything',
  operate: 'operate: also send events, retry, cancel, pause and replay',
  write: 'write: also change automations, entities and clients',
  sync: 'sync: plan and sync one source only',
};

/** Creates a client with a role, and optionally an expiry date. */
export function NewClient({ path, onMade }: { path: string; onMade(made: ClientSecret): Promise<void> }) {
  const [role, setRole] = useState<keyof typeof words>('read');
  const form = useRef<HTMLFormElement>(null);
  const { busy, problem, act } = useAction();
  const create = (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(fields.get(name) ?? '').trim();
    const expiresAt = isoTime(text('end'));
    const body = {
      name: text('name'),
      role: role === 'sync' ? `sync:${text('source')}` : role,
      ...(expiresAt !== '' && { expiresAt }),
    };
    void act(async () => {
      await onMade(await call<ClientSecret>('POST', path, body));
      form.current?.reset();
      setRole('read');
    });
  };
  return (
    <form class="box new-client" ref={form} onSubmit={create} aria-label="New client">
      <label class="field">
        <span class="field-title">Name</span>
        <input name="name" type="text" required pattern="[A-Za-z0-9_.\-]{1,100}" autocomplete="off" />
      </label>
      <label class="field">
        <span class="field-title">Role</span>
        <select value={role} onChange={({ currentTarget }) => setRole(currentTarget.value as keyof typeof words)}>
          {[...roles, 'sync' as const].map((one) => (
            <option key={one} value={one}>
              {words[one]}
            </option>
          ))}
        </select>
      </label>
      {role === 'sync' && (
        <label class="field">
          <span class="field-title">Source</span>
          <input name="source" type="text" required placeholder="owner/repo" autocomplete="off" />
        </label>
      )}
      <label class="field">
        <span class="field-title">
          Expires <span class="muted">(optional)</span>
        </span>
        <input name="end" type="datetime-local" />
      </label>
      <Problem text={problem} />
      <button class="button primary" type="submit" disabled={busy}>
        Create client
      </button>
    </form>
  );
}
