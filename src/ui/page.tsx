import { effect } from '@preact/signals';
import { render } from 'preact';
import { Shell } from './pages/shell.tsx';
import { followKeys } from './state/keyboard.ts';
import { startLive } from './state/live-updates.ts';
import { followLinks } from './state/location.ts';
import { loadSession, session } from './state/session.ts';

followLinks();
followKeys();
void loadSession();

const whenSignedIn = effect(() => {
  if (session.value?.session == null) return;
  startLive();
  queueMicrotask(() => whenSignedIn());
});

const root = document.getElementById('app');
if (root !== null) render(<Shell />, root);
