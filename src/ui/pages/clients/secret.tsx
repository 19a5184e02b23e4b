import { useRef, useState } from 'preact/hooks';
import type { ClientView } from '../../../core/views/client-view.ts';

/** A client and its secret, as the service answers it once. */
export type ClientSecret = { client: ClientView; secret: string };

/** Shows a new secret, which is never shown again, with a way to copy it. */
export function SecretOnce({ made: { client, secret }, onClose }: { made: ClientSecret; onClose(): void }) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    field.current?.select();
    // Over plain http a page has no clipboard: then it is selected, to be copied by hand.
    await navigator.clipboard?.writeText(secret).then(
      () => setCopied(true),
      () => {},
    );
  };
  return (
    <section class="box secret" aria-label={`Secret of ${client.name}`}>
      <h2 class="box-header">
        The secret of <bdi>{client.name}</bdi>
      </h2>
      <div class="dialog-form">
        <p>Copy it now: it is not shown again.</p>
        <label class="field">
          <span class="field-title">Client ID</span>
          <input class="code" type="text" readOnly value={client.id} />
        </label>
        <label class="field">
          <span class="field-title">Client secret</span>
          <input class="code" ref={field} type="text" readOnly value={secret} />
        </label>
        <div class="actions">
          <button class="button primary" type="button" onClick={() => void copy()}>
            Copy the secret
          </button>
          <button class="button" type="button" onClick={onClose}>
            I have copied it
          </button>
          <span class="muted" role="status">
            {copied && 'Copied'}
          </span>
        </div>
      </div>
    </section>
  );
}
