/** An environment variable; docs/configuration.md is generated from these. */
export type Variable = {
  description: string;
  default?: string;
  /** Shown in the docs when the default is not a plain value. */
  defaultText?: string;
  /** Never printed. */
  secret?: true;
  /**
   * What is wrong with a value, as the end of a sentence that begins with the variable's name; undefined when it is
   * valid.
   */
  check?: (text: string) => string | undefined;
};

/** The environment of a process, by the names of its variables. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** Accepts an http or https URL. */
export const url = (text: string): string | undefined =>
  /^https?:\/\//.test(text) && URL.canParse(text) ? undefined : 'must be a URL that begins with http:// or https://';

/** Accepts a whole number between two bounds, both included. */
export const whole =
  (least: number, most: number) =>
  (text: string): string | undefined =>
    /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most
      ? undefined
      : `must be a whole number from ${least} to ${most}`;

/** Accepts one of the given values. */
export const oneOf =
  (...values: string[]) =>
  (text: string): string | undefined =>
    values.includes(text) ? undefined : `must be one of ${values.join(', ')}`;

/** Accepts a secret that is long enough not to be guessed. */
export const longEnough = (text: string): string | undefined =>
  text.length >= 8 && text !== 'development' ? undefined : 'must have at least 8 characters and not be a known word';

/** Accepts a comma-separated list in which every part has the given form. */
export const listOf =
  (form: (part: string) => boolean, expected: string) =>
  (text: string): string | undefined =>
    text.split(',').every((part) => part.trim() === '' || form(part.trim())) ? undefined : `must be ${expected}`;
