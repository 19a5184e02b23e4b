import { signal } from '@preact/signals';
import { credentials } from './call-api.ts';

/** How the page receives changes: through the stream, by polling, or not at all. */
export const liveness = signal<'starting' | 'live' | 'polling' | 'broken'>('starting');

const pollEvery = 10_000;
const retryAfter = 1_000;
const listeners = new Set<(topics: readonly string[]) => void>();

type LiveMessage = { topics: readonly string[] } | { state: typeof liveness.value };
const channel = new BroadcastChannel('catalog-automations-live');

/**
 * Calls back with the topics of each change, such as `run:r_1`; `*` means anything. Returns a function that stops this.
 */
export function onNews(listener: (topics: readonly string[]) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function hear(news: LiveMessage): void {
  if ('state' in news) liveness.value = news.state;
  else for (const listener of listeners) listener(news.topics);
}

/** Tells this tab and all others. */
function tell(news: LiveMessage): void {
  channel.postMessage(news);
  hear(news);
}

/** Starts to listen. One tab holds the stream, since a browser opens only six connections to a host. */
export function startLive(): void {
  channel.addEventListener('message', ({ data }: MessageEvent<LiveMessage | 'state?'>) => {
    if (data !== 'state?') hear(data);
    else if (leads) channel.postMessage({ state: liveness.value });
  });
  channel.postMessage('state?');
  // Without locks, which plain http has not, each tab has a stream of its own.
  if (navigator.locks === undefined) void lead();
  else void navigator.locks.request('catalog-automations-live', lead);
}

let leads = false;

async function lead(): Promise<void> {
  leads = true;
  for (;;) {
    const ended = await listen().catch(() => 'broken' as const);
    tell({ state: ended });
    await new Promise((resolve) => setTimeout(resolve, ended === 'polling' ? pollEvery : retryAfter));
    // What changed in between is unknown.
    if (ended === 'polling' && document.visibilityState === 'visible') tell({ topics: ['*'] });
  }
}

/** Follows the stream to its end; returns whether to poll instead. */
async function listen(): Promise<'polling' | 'broken'> {
  const response = await fetch('/v1/live', { headers: { ...credentials(), accept: 'text/event-stream' } });
  if (!response.ok || response.body === null) return 'polling';
  tell({ state: 'live' });
  tell({ topics: ['*'] });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return 'broken';
    const blocks = (text + value).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^data: ?(.+)$/m.exec(block)?.[1];
      if (data !== undefined) tell({ topics: JSON.parse(data) as string[] });
    }
  }
}
