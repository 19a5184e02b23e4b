import { type RunView, stateWords } from '../core/run-words.ts';
import { Icon } from './icon.tsx';

/** The icon of a run's state. */
export function RunStatusIcon({ run }: { run: RunView }) {
  const label = stateWords(run);
  if (run.status === 'SUCCESS') return <Icon name="check-circle-fill" tone="success" label={label} />;
  if (run.status === 'FAILURE') return <Icon name="x-circle-fill" tone="danger" label={label} />;
  return <Icon name="dot-fill" tone="attention" label={label} />;
}
