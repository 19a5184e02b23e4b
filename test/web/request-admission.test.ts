import Fastify from 'fastify';
import { describe, expect, test } from 'vitest';
import { admitWork, createAdmission, type RequestAdmission } from '../../src/web/request-admission.ts';

const limits = { first: 8, least: 2, most: 100, slow: 300, settle: 100 };

function fill(admission: RequestAdmission, client: string): string {
  for (let entered = 0; entered < 1_000; entered++) {
    try {
      admission.check(client);
    } catch (error) {
      return `${entered} ${String(error instanceof Error && 'code' in error && error.code)}`;
    }
    admission.enter(client, 1);
  }
  return 'never refused';
}

const isRefusal = (line: unknown): line is { refused: number } =>
  typeof line === 'object' && line !== null && 'refused' in line;

describe('web/request-admission', () => {
  test('leaves capacity for other clients, and limits all of them together', () => {
    const admission = createAdmission(() => 0, limits);
    expect(fill(admission, 'one')).toBe('6 too_many_requests');
    expect(fill(admission, 'two')).toBe('2 unavailable');
    admission.leave('one', 10, 0, 1);
    expect(fill(admission, 'two')).toBe('1 unavailable');
  });

  test('lowers the limit once per burst of slow answers, and never below the minimum', () => {
    let now = 0;
    const admission = createAdmission(() => now, limits);
    fill(admission, 'one');
    for (let index = 0; index < 6; index++) admission.leave('one', 2_000, 0, 1);
    expect(admission.limit()).toBeCloseTo(6.4);
    for (let index = 0; index < 40; index++) {
      now += 200;
      admission.enter('one', 1);
      admission.leave('one', 2_000, 0, 1);
    }
    expect(admission.limit()).toBe(2);
    // Requests that are few and fast show that it was a pause and not too much work.
    for (let index = 0; index < 24; index++) {
      admission.enter('one', 0);
      admission.leave('one', 5, 0, 0);
    }
    expect(admission.limit()).toBe(8);
  });

  test('raises the limit on fast answers, but only while it is used up', () => {
    const admission = createAdmission(() => 0, limits);
    admission.enter('one', 1);
    admission.leave('one', 5, 0, 1);
    expect(admission.limit()).toBe(8);
    for (let index = 0; index < 400; index++) {
      fill(admission, 'one');
      admission.leave('one', 5, 0, 1);
    }
    expect(admission.limit()).toBeGreaterThan(20);
  });

  test('counts a large request as more work, and lets it take longer', () => {
    const admission = createAdmission(() => 0, limits);
    admission.enter('one', 65);
    expect(fill(admission, 'two')).toBe('0 unavailable');
    admission.leave('one', 1_500, 1024 * 1024, 65);
    expect(admission.limit()).toBeGreaterThanOrEqual(8);
  });

  test('logs how many requests are refused every ten seconds, not each of them', async () => {
    const lines: unknown[] = [];
    const stream = { write: (line: string) => void lines.push(JSON.parse(line)) };
    const server = Fastify({ logger: { level: 'warn', stream } });
    let now = 0;
    const full = createAdmission(() => now, { ...limits, first: 0 });
    admitWork(server, full, () => now);
    server.post('/work', { config: { takesWork: true } }, async () => 'done');
    for (const at of [0, 1, 9_999, 10_000]) {
      now = at;
      expect((await server.inject({ method: 'POST', url: '/work' })).statusCode).toBe(500);
    }
    expect(lines.flatMap((line) => (isRefusal(line) ? line.refused : []))).toEqual([1, 3]);
  });
});
