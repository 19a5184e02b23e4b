import type { Automation } from '../automation.ts';
import type { JsonObject } from '../json.ts';
import definitions from './example-definitions.json' with { type: 'json' };

/** An example automation, and what to write to the catalog so that it fires. */
export type Example = {
  definition: Automation;
  /** What the sample does, as a sentence. */
  sample: string;
  blueprint: string;
  /** The entities to write, in their order; `now` in ms, `name` a new identifier. */
  entities(now: number, name: string): JsonObject[];
};

const samples: Readonly<Record<string, Omit<Example, 'definition'>>> = {
  pagerduty_high_cpu: {
    sample: 'The CPU usage of the service checkout rises from 40% to 95%, above its threshold of 80%.',
    blueprint: 'service',
    entities: () =>
      [40, 95].map((cpuUsage) => ({
        identifier: 'checkout',
        title: 'Checkout',
        properties: { cpuUsage, cpuThreshold: 80 },
      })),
  },
  slack_alert: {
    sample: 'A new alert about the service checkout appears in the catalog.',
    blueprint: 'alert',
    entities: (_, name) => [
      {
        identifier: name,
        title: 'Error rate of checkout',
        properties: { severity: 'high', description: 'More than 5% of requests fail.' },
        relations: { service: 'checkout' },
      },
    ],
  },
  destroy_ephemeral_environment: {
    sample: 'An ephemeral environment is created, and its time to live ends at once.',
    blueprint: 'environment',
    entities: (now, name) => [
      { identifier: name, title: 'Preview', properties: { type: 'ephemeral', ttl: new Date(now).toISOString() } },
    ],
  },
};

/** The documentation's automations, with a sample for each. */
export const examples: readonly Example[] = (definitions as unknown as Automation[]).flatMap((definition) => {
  const sample = samples[definition.identifier];
  return sample === undefined ? [] : [{ definition, ...sample }];
});
