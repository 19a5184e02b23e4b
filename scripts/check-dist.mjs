// Builds dist/ again and fails when that is not what is committed; new and missing files count too.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
await import('./build-action.mjs');
const changed = execFileSync('git', ['status', '--porcelain', '--', 'dist'], { encoding: 'utf8' }).trim();
if (changed === '') {
  console.log('dist/ is what the sources build.');
} else {
  console.error(`dist/ is not what the sources build. Run npm run dist and commit it:\n${changed}`);
  process.exitCode = 1;
}
