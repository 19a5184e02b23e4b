import { type ComponentType, createElement } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Loaded } from './states.tsx';

/** A view whose code is loaded when it is first shown, so that the first page is small. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Later(props: Props) {
    const [error, setError] = useState<Error | null>(null);
    const [View, setView] = useState(() => loaded);
    useEffect(() => {
      if (loaded !== undefined) return;
      load().then(
        (view) => {
          loaded = view;
          setView(() => view);
        },
        () => setError(new Error('This view could not be loaded; reload the page')),
      );
    }, []);
    return <Loaded of={{ data: View, error }}>{(Shown) => createElement(Shown, props)}</Loaded>;
  };
}
