import { signal } from '@preact/signals';

/** Where the page is. */
export const location = signal({ path: window.location.pathname, query: window.location.search });

/** Where each entry of the history was scrolled to. */
const scrolled = new Map<number, number>();
let entry = Number((history.state as { entry?: number } | null)?.entry ?? 0);
/** Where to scroll once the list that was left is there again. */
let wanted: number | null = null;

/** The views that are asked before they are left. */
const guards = new Set<() => boolean>();

/** Registers `mayLeave` to be asked before another view is shown; returns a function that removes it. */
export function guardLeaving(mayLeave: () => boolean): () => void {
  guards.add(mayLeave);
  return () => guards.delete(mayLeave);
}

/** Ends all guards: what they protect was saved. */
export function releaseGuards(): void {
  guards.clear();
}

/** Goes to an address of the page; `replace` changes the present one. */
export function navigate(href: string, { replace = false } = {}): void {
  if (!replace && ![...guards].every((mayLeave) => mayLeave())) return;
  scrolled.set(entry, window.scrollY);
  if (!replace) entry += 1;
  history[replace ? 'replaceState' : 'pushState']({ entry }, '', href);
  read();
  if (!replace) window.scrollTo(0, 0);
}

/** Restores the scroll position once a view has its content. */
export function restoreScroll(): void {
  if (wanted === null) return;
  window.scrollTo(0, wanted);
  wanted = null;
}

/** True while a page is shown that Back or Forward led to. */
export function isReturn(): boolean {
  return wanted !== null;
}

function read(): void {
  const { pathname, search } = window.location;
  location.value = { path: pathname, query: search };
}

/** Follows the history and the page's own links. */
export function followLinks(): void {
  history.scrollRestoration = 'manual';
  history.replaceState({ entry }, '');
  window.addEventListener('popstate', (event) => {
    if (![...guards].every((mayLeave) => mayLeave())) {
      // Back has happened already; this entry takes its place.
      history.pushState({ entry }, '', location.peek().path + location.peek().query);
      return;
    }
    scrolled.set(entry, window.scrollY);
    entry = Number((event.state as { entry?: number } | null)?.entry ?? 0);
    wanted = scrolled.get(entry) ?? 0;
    read();
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    const href = link?.getAttribute('href') ?? null;
    const isElsewhere = link?.hasAttribute('target') || link?.hasAttribute('download');
    if (href === null || !plain || event.defaultPrevented || isElsewhere) return;
    // By its text, because links within SVG have other properties.
    const to = new URL(href, window.location.href);
    if (to.hash !== '' || to.origin !== window.location.origin || /^\/(docs|v1|sign-in)\b/.test(to.pathname)) return;
    event.preventDefault();
    navigate(to.pathname + to.search);
  });
}
