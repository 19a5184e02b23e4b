import type { ComponentChildren } from 'preact';
import type { Role } from '../../core/views/role.ts';
import { holds, session } from '../state/session.ts';

/**
 * Shows something only to people with a role; others see which role they lack. `what` begins the sentence, such as
 * "Retrying runs".
 */
export function ForRole({ needs, what, children }: { needs: Role; what: string; children: ComponentChildren }) {
  if (holds(needs)) return <>{children}</>;
  return (
    <p class="muted help">
      {what} needs the role <em>{needs}</em>; yours is <em>{session.value?.session?.role}</em>.
    </p>
  );
}
