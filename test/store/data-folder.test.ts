import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeDataFolder } from '../../src/store/data-folder.ts';

describe('store/data-folder', () => {
  let scratch: string;
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'catalog-data-folder-'));
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  test('creates an empty folder and its parents, for its owner only', async () => {
    const folder = join(scratch, 'a', 'b');
    await makeDataFolder(folder);
    await makeDataFolder(folder);
    expect(await readdir(folder)).toEqual([]);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  test('explains that a folder cannot be written to', async () => {
    const file = join(scratch, 'a-file');
    await writeFile(file, 'no folder');
    for (const folder of [file, join(file, 'below'), '/dev/null/x', '/proc/none/data', '/proc']) {
      await expect(makeDataFolder(folder)).rejects.toThrow(
        /^The service cannot start: E.* Set DATA_DIR to a folder that the service can write to\.$/,
      );
    }
  });
});
