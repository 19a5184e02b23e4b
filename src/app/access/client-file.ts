import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../core/error.ts';

/** The API's client. */
export type Client = { id: string; secret: string };

/** The client of an embedded service: created on first start and stored in a file that only its owner can read. */
export async function clientOf(directory: string): Promise<Client & { fresh: boolean }> {
  const file = join(directory, 'client.json');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (text !== null) return { ...readClient(text, file), fresh: false };
  const client: Client = {
    id: `client_${randomBytes(8).toString('hex')}`,
    secret: randomBytes(32).toString('base64url'),
  };
  await writeFile(file, `${JSON.stringify(client, null, 2)}\n`, { mode: 0o600 });
  return { ...client, fresh: true };
}

function readClient(text: string, file: string): Client {
  try {
    const { id, secret } = JSON.parse(text) as Partial<Client>;
    if (typeof id === 'string' && typeof secret === 'string') return { id, secret };
  } catch {
    // Reported below, with advice.
  }
  const message = `${file} does not contain a client's id and secret. Correct it, or delete it to create new ones.`;
  throw new AppError('invalid_content', message);
}
