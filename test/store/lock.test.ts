import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockDirectory, removeStaleLock } from '../../src/store/lock.ts';
import { isZombie, processStartTime } from '../../src/store/process-start-time.ts';
import { until } from '../e2e/harness/until.ts';

describe('store/lock', () => {
  let directory: string;
  let file: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'catalog-lock-'));
    file = join(directory, 'lock');
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const lockOf = (pid: number) => JSON.stringify({ pid, host: hostname(), since: '2026-01-01T00:00:00.000Z' });
  /** A process that lives as long as this test, and one that nobody has. */
  const [living, dead] = [lockOf(process.ppid), lockOf(2 ** 22 + 1)];

  test('the lock of a process that died is taken over, and given back', async () => {
    await writeFile(file, dead);
    const release = await lockDirectory(directory);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: process.pid });
    await release();
    expect(await readdir(directory)).toEqual([]);
  });

  test('the lock of a process that lives is not', async () => {
    await writeFile(file, living);
    await expect(lockDirectory(directory)).rejects.toThrow(`The data folder is in use by process ${process.ppid}`);
    expect(await readFile(file, 'utf8')).toBe(living);
  });

  test('the lock of a process whose id another one has by now is taken over, once nobody touches it', async () => {
    const { pid } = process;
    const reused = JSON.stringify({ ...JSON.parse(living), birth: 'boot:1' });
    await writeFile(file, reused);
    const startTimeOf = (asked: number) => (asked === pid ? 'boot:3' : 'boot:2');
    await expect(lockDirectory(directory, startTimeOf)).rejects.toThrow('The data folder is in use');
    const before = new Date(Date.now() - 60_000);
    await utimes(file, before, before);
    // The very process, however still it is, and one that the system tells nothing of.
    await expect(lockDirectory(directory, () => 'boot:1')).rejects.toThrow('The data folder is in use');
    await expect(lockDirectory(directory, () => null)).rejects.toThrow('The data folder is in use');
    const release = await lockDirectory(directory, startTimeOf);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid, birth: 'boot:3' });
    await release();
  });

  test('a process has one birth, which is not that of its parent', () => {
    const births = [process.pid, process.pid, process.ppid].map(processStartTime);
    expect(births[0]).toBe(births[1]);
    if (process.platform === 'linux') expect(births[2]).not.toBe(births[0]);
  });

  test('who found a dead lock does not take the lock of who was quicker', async () => {
    await writeFile(file, living);
    await removeStaleLock(file, dead);
    expect([await readdir(directory), await readFile(file, 'utf8')]).toEqual([['lock'], living]);
    await removeStaleLock(file, living);
    expect(await readdir(directory)).toEqual([]);
    // A third one was quicker still.
    await removeStaleLock(file, living);
    expect(await readdir(directory)).toEqual([]);
  });

  test.runIf(process.platform === 'linux')('the lock of a holder that is only a zombie is taken over', async () => {
    // The shell becomes a program that never asks what became of its child.
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 600'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [text] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(String(text));
    await until(
      () => isZombie(pid),
      (zombie) => zombie,
    );
    await writeFile(file, lockOf(pid));
    await (await lockDirectory(directory, undefined, 0))();
    parent.kill('SIGKILL');
  });

  test('a holder that is still dying is waited for', async () => {
    const holder = spawn('sleep', ['600']);
    await once(holder, 'spawn');
    await writeFile(file, lockOf(holder.pid ?? 0));
    const taking = lockDirectory(directory);
    holder.kill('SIGKILL');
    await (await taking)();
  });
});
