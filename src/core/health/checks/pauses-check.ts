import { pauseWords } from '../../views/pause-view.ts';
import type { HealthCheck, ServiceFacts } from '../health-check.ts';
import { counted, listed } from '../phrases.ts';

/** Checks whether runs are held by pauses. */
export const pausesCheck: HealthCheck<ServiceFacts> = {
  name: 'pauses',
  title: 'Pauses',
  about: 'Paused automations and targets: by whom, since when, why, and how many runs are held.',
  look({ pauses, heldRuns }) {
    const [first] = pauses;
    // Runs whose pause has just ended are sent a few at a time.
    if (first === undefined) return { state: 'ok', message: 'nothing is paused' };
    const words = pauses.map((pause) => `the ${pause.kind} ${pause.name} is ${pauseWords(pause).replace(/\.$/, '')}`);
    return {
      state: 'warning',
      message: `${listed(words)}; ${counted(heldRuns, 'run is', 'runs are')} held`,
      fix: `to end it: catalog-automations resume ${first.kind === 'target' ? '--target ' : ''}${first.name}`,
    };
  },
};
