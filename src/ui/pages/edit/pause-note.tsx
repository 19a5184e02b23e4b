import type { PauseView } from '../../../core/views/pause-view.ts';
import { Icon } from '../../parts/icon.tsx';
import { refresh, useResource } from '../../state/resource.ts';
import { PauseWords } from '../pauses/pause-button.tsx';

const path = '/v1/pauses';

/** The pause of an automation as it is now; null for none, undefined until it is known. */
export function usePause(identifier: string): PauseView | null | undefined {
  const { data } = useResource<{ pauses: PauseView[] }>(path, ['automation:']);
  if (data === undefined) return undefined;
  return data.pauses.find(({ kind, name }) => kind === 'automation' && name === identifier) ?? null;
}

/** Reads the pauses again. */
export function refreshPauses(): Promise<void> {
  return refresh(path);
}

/** Says above the editor that an automation is paused, by whom and why. */
export function PauseNote({ identifier }: { identifier: string }) {
  const pause = usePause(identifier) ?? null;
  if (pause === null) return null;
  return (
    <p class="flash attention" role="status">
      <Icon name="stop" tone="attention" /> Its runs are held: paused <PauseWords pause={pause} />
    </p>
  );
}
