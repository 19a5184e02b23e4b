import { useLayoutEffect, useRef } from 'preact/hooks';

/** Gives what to call when a row is added: the field with the id of the new last row gets the focus. */
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
