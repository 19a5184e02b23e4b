import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createScrubber } from '../../../src/core/secrets/secrets.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('core/secrets/secrets', () => {
  test('a secret is taken out in every form it travels in', () => {
    const secret = 'päss "word"/+?';
    const { text } = createScrubber({ DB: secret }, base64);
    for (const form of [secret, base64(secret), encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
      expect(text(`before ${form} after`)).toBe('before [secret DB] after');
    }
  });

  test('base64 of a longer text that holds the secret gives it away no more, wherever it stands', () => {
    const bytes = fc.string({ maxLength: 10 });
    fc.assert(
      fc.property(fc.string({ minLength: 8, maxLength: 30 }), bytes, bytes, (secret, before, after) => {
        const { text } = createScrubber({ NAME: secret }, base64);
        for (const encoded of [
          base64(before + secret + after),
          Buffer.from(before + secret + after).toString('base64url'),
        ]) {
          expect(text(encoded)).toContain('[secret NAME]');
        }
      }),
    );
  });

  test('what a template made of a secret is known from what was sent', () => {
    const sent = { real: { key: 'HIDDEN VALUE!', n: 12 }, shown: { key: '[secret NAME]!', n: 13 } };
    const { text } = createScrubber({ NAME: 'hidden value' }, base64, sent);
    expect(text('You sent HIDDEN VALUE! 12 times')).toBe('You sent [secret NAME]! 12 times');
  });

  test('keys and values of an answer are both looked at', () => {
    const { json } = createScrubber({ T: 'tok-12345' }, base64);
    expect(json({ 'tok-12345': ['x tok-12345 y', { a: 1, b: null }] })).toEqual({
      '[secret T]': ['x [secret T] y', { a: 1, b: null }],
    });
  });

  test('of two secrets, the longer one that holds the other goes first', () => {
    const { text } = createScrubber({ A: 'abcd', B: 'abcdefgh' }, base64);
    expect(text('abcdefgh abcd')).toBe('[secret B] [secret A]');
  });

  test('no text holds the secret afterwards', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, maxLength: 30 }), fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(!'[secret NAME]'.includes(secret));
        const { text } = createScrubber({ NAME: secret }, base64);
        const result = text(`${before}${secret}${after}`);
        // What stands around the mark may by chance make the secret anew; the mark itself is there in any case.
        expect(result).toContain('[secret NAME]');
      }),
    );
  });
});
