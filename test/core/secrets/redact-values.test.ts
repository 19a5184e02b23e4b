import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSentRedactor } from '../../../src/core/secrets/redact-values.ts';

describe('core/secrets/redact-values', () => {
  test('replaces a secret wherever it comes back, in whole or in part', () => {
    const redact = createSentRedactor(
      { inputs: { token: 'Bearer s3cret' } },
      { inputs: { token: 'Bearer [secret TOKEN]' } },
    );
    expect(redact("value 'Bearer s3cret' is wrong")).toBe("value 'Bearer [secret TOKEN]' is wrong");
    expect(redact('s3cret alone')).toBe('[secret TOKEN] alone');
  });

  test('keeps everything else', () => {
    const redact = createSentRedactor({ a: 'x', b: 's3cret' }, { a: 'x', b: '[secret B]' });
    expect(redact("input 'a' is x")).toBe("input 'a' is x");
  });

  test('finds the escaped form of a secret in JSON text', () => {
    const redact = createSentRedactor({ context: { key: 'a"b\nc' } }, { context: { key: '[secret KEY]' } });
    expect(redact(`got ${JSON.stringify({ key: 'a"b\nc' })}`)).toBe('got {"key":"[secret KEY]"}');
  });

  test('finds a secret in a key and one in place of an object', () => {
    expect(createSentRedactor({ s3cret: 1 }, { '[secret K]': 1 })('key s3cret')).toBe('key [secret K]');
    expect(createSentRedactor({ a: ['s3cret'] }, { a: '[secret A]' })('["s3cret"]')).toBe('[secret A]');
  });

  test('never lets a secret through, whatever surrounds it', () => {
    const word = fc.stringMatching(/^[a-z]{8,20}$/);
    fc.assert(
      fc.property(word, fc.string(), fc.string(), (secret, before, after) => {
        const redact = createSentRedactor({ a: before + secret + after }, { a: `${before}[secret X]${after}` });
        expect(redact(`echo ${before + secret + after} and JSON ${JSON.stringify({ a: secret })}`)).not.toContain(
          secret,
        );
      }),
    );
  });
});
