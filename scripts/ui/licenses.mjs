// The licences of the packages inside the page's files.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text with the licence of each package whose files are among `inputs`, and of those whose data was taken. */
export function licensesOf(root, inputs, taken) {
  const folders = new Set(taken.map((name) => `node_modules/${name}`));
  for (const path of inputs) {
    const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
    if (folder !== undefined) folders.add(folder);
  }
  const parts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const path = join(root, folder, file ?? '');
    const text = file !== undefined && existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  return parts.join('\n----\n\n');
}
