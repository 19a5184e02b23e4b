import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/app/config/config.ts';
import { createLiveSecrets, secretFilesOf } from '../../../src/app/config/live-secrets.ts';
import { createRedactor } from '../../../src/core/secrets/secrets.ts';

let folder: string;
let warnings: object[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'catalog-secrets-'));
  warnings = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const silent = () => {};
const log = { debug: silent, info: silent, warn: (fields: object) => void warnings.push(fields), error: silent };

function open(more: Record<string, string> = {}) {
  const environment = { SECRETS_DIR: folder, ...more };
  const config = readConfig({ ...environment, ...secretFilesOf(environment).values });
  return createLiveSecrets(environment, config, 'a secret made at start', log);
}

describe('app/config/live-secrets', () => {
  test('reads a file for each secret, without its last line break, and reports files that are not secrets', () => {
    write('SECRET_SLACK', 'xoxb-1\n');
    write('CLIENT_SECRET', 'a client secret\r\n');
    write('HOST', 'example.com');
    write('.hidden', 'x');
    mkdirSync(join(folder, 'SECRET_FOLDER'));
    expect(secretFilesOf({ SECRETS_DIR: folder })).toEqual({
      values: { SECRET_SLACK: 'xoxb-1', CLIENT_SECRET: 'a client secret' },
      ignored: ['HOST'],
    });
    expect(secretFilesOf({}).values).toEqual({});
    expect(() => secretFilesOf({ SECRETS_DIR: join(folder, 'none') })).toThrow('SECRETS_DIR is');
  });

  test('follows the links of a Kubernetes volume, and reads all files of a version together', () => {
    const version = (name: string, secret: string): void => {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'SECRET_A'), secret);
      writeFileSync(join(folder, name, 'SECRET_B'), secret);
      symlinkSync(name, join(folder, '..data_tmp'));
      renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
    };
    version('..2026_1', 'one');
    for (const name of ['SECRET_A', 'SECRET_B']) symlinkSync(`..data/${name}`, join(folder, name));
    const secrets = open();
    expect(secrets.named()).toEqual({ A: 'one', B: 'one' });
    expect(secrets.reload()).toBe(false);
    version('..2026_2', 'two');
    expect(secrets.reload()).toBe(true);
    expect(secrets.named()).toEqual({ A: 'two', B: 'two' });
  });

  test('a changed secret takes effect at once, and its previous values stay redacted', () => {
    write('SECRET_SLACK', 'first value');
    const secrets = open({ SECRET_OTHER: 'of the environment' });
    for (const value of ['second value', 'third value']) {
      const before = secrets.named();
      write('SECRET_SLACK', value);
      expect(secrets.reload()).toBe(true);
      expect(secrets.named()).not.toBe(before);
    }
    expect(secrets.named()).toEqual({ SLACK: 'third value', OTHER: 'of the environment' });
    const { text } = createRedactor(secrets.hidden(), (value) => Buffer.from(value).toString('base64'));
    expect(text('first value, second value, third value')).toBe(
      '[secret SLACK (old)], [secret SLACK (old 2)], [secret SLACK]',
    );
  });

  test('the client secret signs unless there is an events secret, and each can have a previous one', () => {
    write('CLIENT_SECRET', 'a client secret');
    const secrets = open({ CLIENT_ID: 'client' });
    expect(secrets.client()).toEqual({ current: 'a client secret', old: null });
    expect(secrets.signing()).toEqual(secrets.client());
    write('CLIENT_SECRET', 'the next secret');
    write('CLIENT_SECRET_OLD', 'a client secret');
    secrets.reload();
    expect(secrets.signing()).toEqual({ current: 'the next secret', old: 'a client secret' });
    write('EVENTS_SECRET', 'an events secret');
    secrets.reload();
    expect(secrets.signing()).toEqual({ current: 'an events secret', old: null });
    expect(open({ CLIENT_ID: 'client' }).client().old).toBe('a client secret');
  });

  test('a briefly empty or missing file is ignored; if it stays empty or missing, the secret is gone', () => {
    write('SECRET_A', 'one');
    write('SECRET_B', 'two');
    const secrets = open();
    write('SECRET_A', '');
    expect(secrets.reload()).toBe(false);
    expect(secrets.named().A).toBe('one');
    write('SECRET_A', 'three');
    expect(secrets.reload()).toBe(true);
    expect(secrets.named()).toEqual({ A: 'three', B: 'two' });
    rmSync(join(folder, 'SECRET_B'));
    expect(secrets.reload()).toBe(false);
    expect(secrets.reload()).toBe(true);
    expect(secrets.named()).toEqual({ A: 'three' });
  });

  test('an invalid file changes nothing, and is logged without the secret', () => {
    write('CLIENT_SECRET', 'a client secret');
    const secrets = open({ CLIENT_ID: 'client' });
    write('CLIENT_SECRET', 'short');
    expect(secrets.reload()).toBe(false);
    expect(secrets.client().current).toBe('a client secret');
    expect(JSON.stringify(warnings)).toContain('CLIENT_SECRET must have at least 8 characters');
    expect(JSON.stringify(warnings)).not.toContain('short');
    secrets.reload();
    expect(warnings).toHaveLength(1);
    write('CLIENT_SECRET', 'long enough now');
    expect(secrets.reload()).toBe(true);
    write('CLIENT_SECRET', 'short');
    secrets.reload();
    expect(warnings).toHaveLength(2);
    expect(() => readConfig({ EVENTS_SECRET_OLD: 'without a new one' })).toThrow('set EVENTS_SECRET as well');
  });
});
