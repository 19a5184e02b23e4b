import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../../src/core/secrets/secrets.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('core/secrets/secrets', () => {
  test('redacts a secret in every form it travels in', () => {
    const secret = 'päss "word"/+?';
    const { text } = createRedactor({ DB: secret }, base64);
    for (const form of [secret, base64(secret), encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
      expect(text(`before ${form} after`)).toBe('before [secret DB] after');
    }
  });

  test.each([
    ['JSON as Go writes it', 'tok\\"en\\u0026\\u003cSup3rSecretValue/+==é'],
    [
      'JSON with every character escaped',
      '\\u0074\\u006f\\u006b\\u0022\\u0065\\u006e\\u0026\\u003C\\u0053up3rSecretValue/+==\\u00e9',
    ],
    ['JSON in JSON', 'tok\\\\\\"en&<Sup3rSecretValue/+==é'],
    ['HTML as Go writes it', 'tok&#34;en&amp;&lt;Sup3rSecretValue/+==é'],
    ['HTML with numbers', '&#116;ok&#x22;en&#38;&#60;Sup3rSecretValue&#47;+==&eacute;'.replace('&eacute;', '&#233;')],
    ['a URL, in part', 'tok%22en&%3cSup3rSecretValue/%2B==%C3%A9'],
    ['other case', 'TOK\\"EN\\u0026\\u003CSUP3RSECRETVALUE/+==É'],
    ['hexadecimal', Buffer.from('tok"en&<Sup3rSecretValue/+==é').toString('hex').toUpperCase()],
    ['base64 of JSON', base64('{"s":"tok\\"en&<Sup3rSecretValue/+==é"}')],
  ])('redacts a secret escaped as %s', (_, escaped) => {
    const secret = 'tok"en&<Sup3rSecretValue/+==é';
    const redacted = createRedactor({ TOKEN: secret }, base64).text(`{"got": "${escaped}"}`);
    expect(redacted).toContain('[secret TOKEN]');
    expect(redacted).not.toMatch(/sup3r/i);
    expect(redacted.length).toBeLessThan(60);
  });

  test('redacts a secret with several lines, however its lines are joined', () => {
    const lines = ['-----BEGIN KEY-----', 'MIIEvQIBADANBgkqhkiG9w0', 'AQEFAASCBKcwggSjAgEAAoIB', '-----END KEY-----'];
    const { text } = createRedactor({ KEY: `${lines.join('\n')}\n` }, base64);
    for (const shown of [
      lines.join('\n'),
      lines.join('\r\n'),
      lines.join(' '),
      JSON.stringify(lines),
      `  ${lines[1]}`,
    ]) {
      expect(text(shown)).not.toMatch(/MIIE|AQEF/);
    }
    expect(text(lines.join('\n'))).toBe('[secret KEY]');
  });

  test('redacts a secret anywhere inside base64 of a longer text', () => {
    const bytes = fc.string({ maxLength: 10 });
    fc.assert(
      fc.property(fc.string({ minLength: 8, maxLength: 30 }), bytes, bytes, (secret, before, after) => {
        const { text } = createRedactor({ NAME: secret }, base64);
        for (const encoded of [
          base64(before + secret + after),
          Buffer.from(before + secret + after).toString('base64url'),
        ]) {
          expect(text(encoded)).toContain('[secret NAME]');
        }
      }),
    );
  });

  test('redacts what a template made of a secret, judging by what was sent', () => {
    const sent = { real: { key: 'HIDDEN VALUE!', n: 12 }, shown: { key: '[secret NAME]!', n: 13 } };
    const { text } = createRedactor({ NAME: 'hidden value' }, base64, sent);
    expect(text('You sent HIDDEN VALUE! 12 times')).toBe('You sent [secret NAME]! 12 times');
  });

  test('redacts a short word or number only as a whole word', () => {
    const { text, json } = createRedactor({ ENV: 'prod', YEAR: '2024' }, base64);
    expect(text('prod, production, reprod and "prod"')).toBe('[secret ENV], production, reprod and "[secret ENV]"');
    expect(text('2024 120245 in2024')).toBe('[secret YEAR] 120245 in2024');
    expect(json({ year: 2024, other: 120245 })).toEqual({ year: '[secret YEAR]', other: 120245 });
  });

  test('redacts a secret in other case, as the host of a URL or as a number', () => {
    const { text, json } = createRedactor({ T: 'MyHost-Töken', PIN: '0012345678.50' }, base64);
    expect(text(`to ${new URL('http://MyHost-Töken.example').host}`)).toBe('to [secret T].example');
    expect(text('MYHOST-TÖKEN and myhost-töken')).toBe('[secret T] and [secret T]');
    expect(json([12345678.5, 12345678.25])).toEqual(['[secret PIN]', 12345678.25]);
    expect(text('{"pin":12345678.5}')).toBe('{"pin":[secret PIN]}');
  });

  test('redacts a number that a template made of a secret', () => {
    const sent = { real: { pin: 97531 }, shown: { pin: null } };
    const { json } = createRedactor({ NAME: 'a1b2c3d4' }, base64, sent);
    expect(json({ got: 97531, text: 'pin 97531', other: 1 })).toEqual({
      got: '[secret]',
      text: 'pin [secret]',
      other: 1,
    });
  });

  test('redacts both keys and values of a response', () => {
    const { json } = createRedactor({ T: 'tok-12345' }, base64);
    expect(json({ 'tok-12345': ['x tok-12345 y', { a: 1, b: null }] })).toEqual({
      '[secret T]': ['x [secret T] y', { a: 1, b: null }],
    });
  });

  test('redacts the longer of two overlapping secrets first', () => {
    const { text } = createRedactor({ A: 'abcd', B: 'abcdefgh' }, base64);
    expect(text('abcdefgh abcd')).toBe('[secret B] [secret A]');
  });

  test('leaves no text with the secret in it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, maxLength: 30 }), fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(!'[secret NAME]'.includes(secret) && !/^(?:[A-Za-z]{4,7}|\d{4,7})$/.test(secret));
        const { text } = createRedactor({ NAME: secret }, base64);
        const result = text(`${before}${secret}${after}`);
        // The text around the mark may happen to form the secret again; the mark itself is always there.
        expect(result).toContain('[secret NAME]');
      }),
    );
  });
});
