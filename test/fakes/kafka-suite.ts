import { describe } from 'vitest';
import { hasKcat } from './kafka.ts';

/** A suite that needs kcat (a Debian package). Where it is absent the suite is skipped and says so, but never in CI. */
export function describeKafka(title: string, tests: () => void): void {
  const skipped = !hasKcat() && process.env.CI === undefined;
  if (skipped) console.warn(`${title} is skipped, for it needs kcat: apt-get install kcat`);
  describe.skipIf(skipped)(title, tests);
}
