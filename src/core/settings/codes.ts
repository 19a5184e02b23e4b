import type { Severity } from '../issue/issue.ts';

/** The severity of every issue code, by name. */
export type KnownCodes = ReadonlyMap<string, { severity: Severity }>;

/** The questions about codes that settings and comments depend on. */
export type Codes = {
  names: readonly string[];
  /** True for a code, and for a group such as `lint/*`. */
  isKnown(code: string): boolean;
  /** True for a code whose issues mean that a definition cannot be read or run, so that it cannot be suppressed. */
  isFixed(code: string): boolean;
};

/** Answers questions about codes. */
export function createCodes(known: KnownCodes): Codes {
  const names = [...known.keys()];
  return {
    names,
    isKnown: (code) => names.some((name) => isCode(code, name)),
    isFixed: (code) => names.filter((name) => isCode(code, name)).every((name) => isFixedCode(name, known)),
  };
}

/** True if a code, or a group of codes, means an issue code. */
export function isCode(code: string, name: string): boolean {
  return code === name || (code.endsWith('/*') && name.startsWith(code.slice(0, -1)));
}

/** The severity of validation errors is fixed; lint findings are opinions. */
export function isFixedCode(name: string, known: KnownCodes): boolean {
  return !name.startsWith('lint/') && known.get(name)?.severity === 'error';
}
