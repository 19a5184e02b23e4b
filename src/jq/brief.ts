import { setFlagsFromString } from 'node:v8';

/**
 * For a process that ends within seconds, before it starts its first thread: Node 20 begins to optimize jq's WebAssembly after its
 * first milliseconds, beside us and for longer than such a process lives. Later versions wait longer by themselves.
 */
export function expectBriefRun(): void {
  if (process.versions.node.startsWith('20.')) setFlagsFromString('--wasm-tiering-budget=2000000000');
}
