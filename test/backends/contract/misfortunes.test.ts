import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backends } from '../../../src/backends/index.ts';
import { carryOut, secret } from './carry-out.ts';
import { busyFor, type Misfortune, misfortunes, type Peer, words } from './peer.ts';
import { peers } from './peers.ts';

/** More than a run's row should ever hold of an answer. */
const mostKept = 400_000;

test('every backend of the registry has a peer', () => {
  expect([...new Set(peers.map(({ type }) => type))].sort()).toEqual(backends.map(({ type }) => type).sort());
});

describe.each(peers)('backends/contract/misfortunes $type $way', ({ type, lacks, start }) => {
  const [backend] = backends.filter((one) => one.type === type);
  if (backend === undefined) throw new Error(`There is no backend ${type}`);
  let peer: Peer;
  beforeAll(async () => {
    peer = await start();
  });
  afterAll(() => peer[Symbol.asyncDispose]());

  /** Makes one attempt that meets this, or nothing bad. */
  const attempt = async (misfortune: Misfortune | null) => {
    peer.meet(misfortune);
    const before = peer.calls();
    const { outcome, logs } = await carryOut(backend, peer);
    peer.meet(null);
    return { outcome, calls: peer.calls() - before, kept: JSON.stringify([outcome, logs]) };
  };

  test('a call succeeds', async () => {
    const { outcome, calls } = await attempt(null);
    expect(outcome.type).toMatch(/^(succeeded|accepted)$/);
    expect(calls).toBe(1);
  });

  const expectations: Record<Misfortune, (made: Awaited<ReturnType<typeof attempt>>) => void> = {
    // It is unknown whether it was carried out, so whether it may be sent again depends only on `idempotent`.
    silence: ({ outcome, calls }) => {
      expect(outcome.type).toBe('unknown');
      expect(calls).toBe(1);
    },
    absence: ({ outcome, calls }) => {
      expect(outcome.type).toBe('retry');
      expect(calls).toBe(0);
    },
    busy: ({ outcome, calls }) => {
      expect(outcome).toMatchObject({ type: 'retry', after: busyFor });
      expect(calls).toBe(1);
    },
    // A non-idempotent call that ended so may have been carried out.
    breakdown: ({ outcome, calls }) => {
      expect(outcome.type).toMatch(backend.idempotent ? /^(retry|unknown)$/ : /^unknown$/);
      expect(calls).toBe(1);
    },
    refusal: ({ outcome, calls }) => {
      expect(outcome).toMatchObject({ type: 'rejected', message: expect.stringContaining(words) });
      expect(calls).toBe(1);
    },
    flood: ({ outcome, kept, calls }) => {
      expect(outcome.type).not.toBe('retry');
      expect(kept.length).toBeLessThan(mostKept);
      expect(calls).toBe(1);
    },
  };

  test.each(misfortunes.filter((one) => lacks?.[one] === undefined))('%s', async (misfortune) => {
    const made = await attempt(misfortune);
    expectations[misfortune](made);
    const forms = [secret, ...(peer.credentials ?? [])].flatMap((value) => [
      value,
      JSON.stringify(value).slice(1, -1),
      encodeURIComponent(value),
      Buffer.from(value).toString('base64'),
      Buffer.from(`:${value}`).toString('base64'),
    ]);
    for (const form of forms) expect(made.kept).not.toContain(form);
  });
});
