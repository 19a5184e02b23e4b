// Prints the section of a version of CHANGELOG.md, for the notes of a release: node scripts/changelog-section.mjs v1.0.0
import { readFileSync } from 'node:fs';

const version = (process.argv[2] ?? '').replace(/^v/, '');
const sections = readFileSync(new URL('../CHANGELOG.md', import.meta.url), 'utf8').split(/^## /m);
const section = sections.find((text) => text.startsWith(`[${version}]`));
if (section === undefined) {
  console.error(`CHANGELOG.md has no section [${version}]`);
  process.exitCode = 1;
} else {
  console.log(section.slice(section.indexOf('\n') + 1).trim());
}
