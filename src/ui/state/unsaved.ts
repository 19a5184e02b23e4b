import { useEffect } from 'preact/hooks';
import { guardLeaving } from './location.ts';

const question = 'Leave without saving? Your changes will be lost.';

/** Asks before unsaved work is left: by a link, by Back, or by closing the tab. */
export function useUnsavedGuard(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return;
    const beforeUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', beforeUnload);
    const release = guardLeaving(() => window.confirm(question));
    return () => {
      window.removeEventListener('beforeunload', beforeUnload);
      release();
    };
  }, [isUnsaved]);
}
