/** A test of an automation, made from an event that came in. */
export type TestCase = {
  automation: string;
  event: string;
  /** The test file beside the definition, or one named like the automation. */
  file: string;
  expect: 'match' | 'no-match' | 'error';
  /** A whole test file with this test alone. */
  text: string;
  /** What its reader should know. */
  notes: string[];
  /** `owner/repo`, where a pull request can add it to the file; null: it can only be downloaded. */
  repository: string | null;
};
