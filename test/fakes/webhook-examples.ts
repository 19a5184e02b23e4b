import { createRequire } from 'node:module';
import type { JsonObject } from '../../src/core/json.ts';

// The package's types describe a default export that Node does not see: its main file is JSON.
const definitions: { name: string; examples: JsonObject[] }[] = createRequire(import.meta.url)(
  '@octokit/webhooks-examples',
);

/** GitHub's own examples of a webhook's payload. */
export function webhookExamples(name: string): JsonObject[] {
  return definitions.find((definition) => definition.name === name)?.examples ?? [];
}
