import type { ComponentChildren } from 'preact';
import type { Resource } from '../state/resource.ts';
import { Icon } from './icon.tsx';
import type { IconName } from './icon-names.ts';

/** The placeholder when there is no content. */
export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Shows loaded content, or that it is being loaded, or why that failed. */
export function Loaded<T>({ of, children }: { of: Resource<T>; children: (data: T) => ComponentChildren }) {
  const { data, error } = of;
  return (
    <>
      {error !== null && (
        <p class="flash" role="alert">
          <Icon name="alert" /> {error.message}
        </p>
      )}
      {data !== undefined ? children(data) : error === null && <Skeleton />}
    </>
  );
}

/** Rows in the size of those to come, so that nothing moves when they arrive. */
function Skeleton() {
  return (
    <div class="box" aria-busy="true">
      {[1, 2, 3, 4].map((row) => (
        <div class="row" key={row}>
          <span class="skeleton" />
        </div>
      ))}
      <span class="visually-hidden" role="status">
        Loading
      </span>
    </div>
  );
}
