import { describe, expect, it } from 'vitest';
import { createPool } from '../../src/jq/pool.ts';
import { workerUrl } from './patient-pool.ts';

describe('jq/pool', () => {
  it('starts nothing after it is closed, and rejects waiting jobs', async () => {
    const pool = createPool(workerUrl, 2);
    const options = { deadline: 60_000, expires: performance.now() + 60_000, lane: 'fast' } as const;
    const busy = ['reduce range(1e9) as $i (0; $i)', 'reduce range(1e9) as $i (0; $i)'];
    const jobs = [...busy, '1', '2', '3'].map((program) => pool.run({ program, input: '0' }, options));
    const ends = Promise.allSettled(jobs);
    await pool.close();
    expect((await ends).map(({ status }) => status)).toEqual(jobs.map(() => 'rejected'));
    await expect(jobs[2]).rejects.toThrow('closed');
    await expect(pool.run({ program: '1', input: '0' }, options)).rejects.toThrow('closed');
  });
});
