// Bundles sources that run where packages are installed: the server, benchmarks and generators.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Packages in CommonJS ask for Node's modules with `require`, which ESM does not have. */
export const requireBanner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** The service as a process, and its threads, which are files of their own because a worker thread starts from a file. */
export const serviceEntries = {
  server: 'src/main.ts',
  'jq-worker': 'src/jq/worker.ts',
  'pglite-worker': 'src/store/pglite-worker.ts',
};

/** How entries (output name → file) are bundled into build/; packages stay outside, node_modules is there anyway. */
export function bundleOptions(entryPoints, options = {}) {
  return {
    absWorkingDir: root,
    entryPoints,
    outdir: 'build',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    ...options,
  };
}

/** Bundles entries once. */
export async function bundle(entryPoints, options) {
  await build(bundleOptions(entryPoints, options));
}

/**
 * What the service finds in node_modules although the rest is in its bundle: packages that only some installations load, and
 * those that read files beside them.
 */
const besideService = [
  '@electric-sql/pglite',
  '@fastify/swagger-ui',
  '@opentelemetry/*',
  'jq-wasm',
  'kafkajs',
  'pino-pretty',
  'probot',
  'undici',
];

/** Bundles the service with its packages: one file loads in less than half the CPU time of a thousand. */
export async function bundleService() {
  await build(
    bundleOptions(
      { server: serviceEntries.server },
      {
        packages: 'bundle',
        external: besideService,
        // Node reads the whole map at each start, and needs only places from it.
        sourcemap: true,
        sourcesContent: false,
        // What is imported later stays in files of its own; without this, it would be loaded at once.
        splitting: true,
        chunkNames: 'server/[name]-[hash]',
        mainFields: ['module', 'main'],
        banner: { js: requireBanner },
      },
    ),
  );
}
