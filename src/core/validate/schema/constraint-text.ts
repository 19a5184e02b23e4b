import { enumerated } from '../../issue/enumerated.ts';

const typeNames: Record<string, readonly string[]> = {
  boolean: ['true', 'false'],
  string: ['text'],
  object: ['an object'],
  array: ['a list'],
  number: ['a number'],
  integer: ['a whole number'],
  null: ['null'],
};

type Params = Readonly<Record<string, unknown>>;

const texts: Record<string, (params: Params) => string> = {
  enum: ({ allowedValues }) => `must be one of ${(allowedValues as unknown[]).join(', ')}`,
  type: ({ type }) => `must be ${enumerated(typeWords([type].flat()), 'or')}`,
  minimum: ({ limit }) => `must be ${String(limit)} or more`,
  maximum: ({ limit }) => `must be ${String(limit)} or less`,
  minItems: ({ limit }) => `must have at least ${String(limit)} item${limit === 1 ? '' : 's'}`,
  maxItems: ({ limit }) => `must have at most ${String(limit)} item${limit === 1 ? '' : 's'}`,
  minLength: ({ limit }) => (limit === 1 ? 'must not be empty' : `must be at least ${String(limit)} characters long`),
  maxLength: ({ limit }) => `must be at most ${String(limit)} characters long`,
};

/** JSON Schema types in words, which a sentence joins: a boolean is `true` or `false`. */
export function typeWords(types: readonly unknown[]): string[] {
  return types.flatMap((type) => String(type).split(',')).flatMap((type) => typeNames[type] ?? ['another type']);
}

/**
 * Describes a violated JSON Schema constraint as the end of a sentence, such as `must be 3 or more`; `otherwise` is the
 * text for an unknown keyword.
 */
export function constraintText(keyword: string, params: Params, otherwise = 'is not valid'): string {
  return texts[keyword]?.(params) ?? otherwise;
}
