import { Icon } from './icon.tsx';

/** The service's message about why something was not done; empty while there is no problem. */
export function Problem({ text }: { text: string | null }) {
  if (text === null) return null;
  return (
    <p class="flash" role="alert">
      <Icon name="alert" /> <bdi>{text}</bdi>
    </p>
  );
}
