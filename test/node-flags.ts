/**
 * V8's flags for the suites and the servers under test. Hundreds of them live for seconds, in which V8 would spend more time on
 * optimizing the database and jq, which are WebAssembly, than on running them; it optimizes JavaScript later for the same reason.
 */
export const nodeFlags: readonly string[] = ['--wasm-tiering-budget=2000000000', '--interrupt-budget=1000000'];
