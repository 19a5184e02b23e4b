import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The API's client. */
export type Client = { id: string; secret: string };

/** The client of an embedded service: made on first start, kept where only its owner can read it. */
export async function clientOf(directory: string): Promise<Client & { fresh: boolean }> {
  const file = join(directory, 'client.json');
  try {
    return { ...(JSON.parse(await readFile(file, 'utf8')) as Client), fresh: false };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const client: Client = {
    id: `client_${randomBytes(8).toString('hex')}`,
    secret: randomBytes(32).toString('base64url'),
  };
  await writeFile(file, `${JSON.stringify(client, null, 2)}\n`, { mode: 0o600 });
  return { ...client, fresh: true };
}
