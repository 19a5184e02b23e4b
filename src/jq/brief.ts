import { setFlagsFromString } from 'node:v8';

/**
 * Call this before the first thread starts, in a process that ends within seconds: Node 20 starts to optimize jq's
 * WebAssembly after a few milliseconds, and takes longer than such a process lives. Later versions wait longer by
 * themselves.
 */
export function expectBriefRun(): void {
  if (process.versions.node.startsWith('20.')) setFlagsFromString('--wasm-tiering-budget=2000000000');
}
