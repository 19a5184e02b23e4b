import { agoOf, aheadOf } from '../core/ago.ts';

/** A time in words, with the exact one beside it for whoever points at it. */
export function Ago({ at }: { at: string }) {
  return (
    <time dateTime={at} title={at}>
      {agoOf(Date.parse(at), Date.now())}
    </time>
  );
}

/** A time to come in words, with the exact one beside it for whoever points at it. */
export function Ahead({ at }: { at: string }) {
  return (
    <time dateTime={at} title={at}>
      {aheadOf(Date.parse(at), Date.now())}
    </time>
  );
}
