import type { JsonObject } from '../json.ts';

/** An example automation. */
export type ExampleView = {
  identifier: string;
  title: string;
  description: string;
  /** What the sample does, as a sentence. */
  sample: string;
  definition: JsonObject;
  /** True when an automation with its identifier is there. */
  added: boolean;
};
