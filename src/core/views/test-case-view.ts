/** A test of an automation, made from a received event. */
export type TestCase = {
  automation: string;
  event: string;
  /** The test file beside the definition, or one named like the automation. */
  file: string;
  expect: 'match' | 'no-match' | 'error';
  /** A whole test file with only this test. */
  text: string;
  /** Remarks for its reader. */
  notes: string[];
  /** `owner/repo`, where a pull request can add it to the file; null: it can only be downloaded. */
  repository: string | null;
};
