/**
 * What the suites and the servers under test are started with: hundreds of them live for seconds, in which V8 would spend more time on optimizing
 * the database and jq, which are WebAssembly, than on running them. JavaScript is optimized later than usual for the same reason.
 */
export const nodeFlags: readonly string[] = ['--wasm-tiering-budget=2000000000', '--interrupt-budget=1000000'];
