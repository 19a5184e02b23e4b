import { Icon } from './icon.tsx';

/** Why something was not done, in the words of the service; nothing while there is no problem. */
export function Problem({ text }: { text: string | null }) {
  if (text === null) return null;
  return (
    <p class="flash" role="alert">
      <Icon name="alert" /> <bdi>{text}</bdi>
    </p>
  );
}
