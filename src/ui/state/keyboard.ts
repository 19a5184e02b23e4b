import { signal } from '@preact/signals';
import { navigate } from './location.ts';

/** Whether the list of keys is shown. */
export const helpShown = signal(false);

/** Handles the keys that work on every view; not during typing. */
export function followKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    // Of an editor in a shadow root, the event itself names only the host.
    const [target] = event.composedPath();
    if (target instanceof Element && target.closest('input, textarea, select, [contenteditable], dialog')) return;
    if (event.key === '?') helpShown.value = true;
    else if (event.key === '/') document.querySelector<HTMLInputElement>('input[type=search]')?.focus();
    else if (event.key === 'n') navigate('/automations/new');
    else return;
    event.preventDefault();
  });
}
