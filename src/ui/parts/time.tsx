import { agoOf, aheadOf } from '../core/ago.ts';

/** A time in words; the exact time is its tooltip. */
export function Ago({ at }: { at: string }) {
  return (
    <time dateTime={at} title={at}>
      {agoOf(Date.parse(at), Date.now())}
    </time>
  );
}

/** A future time in words; the exact time is its tooltip. */
export function Ahead({ at }: { at: string }) {
  return (
    <time dateTime={at} title={at}>
      {aheadOf(Date.parse(at), Date.now())}
    </time>
  );
}
