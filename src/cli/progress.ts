import { pipeline, type Readable, Transform } from 'node:stream';
import type { WriteStream } from 'node:tty';
import type { OnProgress } from './offline-work.ts';

/** Shows the progress of some work on a terminal, in one line that is updated. */
export type ProgressLine = {
  /** Returns the progress callback for work on tables; the text says what is being done, such as `reading`. */
  tables(doing: string): OnProgress;
  show(text: string): void;
  /** Removes the line. */
  end(): void;
};

/** How often the line is written, ms. */
const interval = 100;

/** Opens the line; anything but a terminal shows nothing. */
export function createProgressLine(
  stream: Pick<WriteStream, 'write' | 'isTTY'> = process.stderr,
  now: () => number = () => performance.now(),
): ProgressLine {
  let shownAt = Number.NEGATIVE_INFINITY;
  let isShown = false;
  const show = (text: string): void => {
    if (stream.isTTY !== true || now() - shownAt < interval) return;
    shownAt = now();
    isShown = true;
    stream.write(`\r\u001b[K${text}`);
  };
  return {
    show,
    tables: (doing) => {
      let table = '';
      let before = 0;
      let seen = 0;
      return (progress) => {
        if (progress.table !== table) before += seen;
        ({ table, rows: seen } = progress);
        show(`${doing} ${table}: ${(before + seen).toLocaleString('en')} rows so far`);
      };
    },
    end() {
      if (isShown) stream.write('\r\u001b[K');
    },
  };
}

/** Wraps a stream so that it reports how many bytes have passed through it. */
export function counted(stream: Readable, onBytes: (count: number) => void): Readable {
  let count = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _, done) {
      count += chunk.length;
      onBytes(count);
      done(null, chunk);
    },
  });
  // An error reaches the reader of the counter.
  pipeline(stream, counter, () => {});
  counter.on('error', () => {});
  return counter;
}
