import type { RunPhase, RunStatus } from '../../core/run/run.ts';
import { stateWords } from '../core/run-words.ts';
import { Icon } from './icon.tsx';

/** The icon of a run's state. */
export function RunStatusIcon({ status, phase }: { status: RunStatus; phase: RunPhase }) {
  const label = stateWords({ status, phase });
  if (status === 'SUCCESS') return <Icon name="check-circle-fill" tone="success" label={label} />;
  if (status === 'FAILURE') return <Icon name="x-circle-fill" tone="danger" label={label} />;
  return <Icon name="dot-fill" tone="attention" label={label} />;
}
