import { agoOf } from '../core/ago.ts';

/** A time in words, with the exact one beside it for whoever points at it. */
export function Ago({ at }: { at: string }) {
  return (
    <time dateTime={at} title={at}>
      {agoOf(Date.parse(at), Date.now())}
    </time>
  );
}
