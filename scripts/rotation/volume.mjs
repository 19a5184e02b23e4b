// A folder of secrets as Kubernetes mounts one: a new version replaces a link, so that all files change together.
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Creates a volume that holds these secrets. */
export function createVolume(secrets) {
  const folder = mkdtempSync(join(tmpdir(), 'rotation-volume-'));
  let version = 0;
  const mount = (files) => {
    version += 1;
    const name = `..version${version}`;
    mkdirSync(join(folder, name));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text);
    symlinkSync(name, join(folder, '..data_tmp'));
    renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
  };
  mount(secrets);
  return { folder, mount, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
