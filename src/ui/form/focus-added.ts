import { useLayoutEffect, useRef } from 'preact/hooks';

/** Returns a function to call when a row is added; it focuses the field with the id of the new last row. */
export function useFocusAdded(count: number, idOf: (index: number) => string): () => void {
  const isAdding = useRef(false);
  useLayoutEffect(() => {
    if (isAdding.current) document.getElementById(idOf(count - 1))?.focus();
    isAdding.current = false;
  }, [count]);
  return () => {
    isAdding.current = true;
  };
}
