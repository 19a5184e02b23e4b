import { Readable } from 'node:stream';
import { AppError } from '../../core/error.ts';
import { readAnswer, type Server, whyUnreachable } from './call.ts';

/** A file that the server sends: its bytes, and how many there are, if it says so. */
export type Download = { body: Readable; size: number | null };

/** Asks for a file. Rejects with AppError and the server's message when there is none. */
export async function download(server: Server, path: string): Promise<Download> {
  const { url, authorize } = server;
  const headers = { authorization: await authorize() };
  const response = await fetch(`${url}${path}`, { headers, redirect: 'manual' }).catch((error: unknown) => {
    throw new AppError('unavailable', `The server ${url} cannot be reached: ${whyUnreachable(error)}.`, {
      cause: error,
    });
  });
  const { body } = response;
  if (response.status !== 200 || body === null) {
    readAnswer(url, path, response.status, await response.text());
    throw new AppError('unavailable', `${url} sent no file for ${path}. Is the server older than this client?`);
  }
  const size = response.headers.get('content-length');
  return { body: Readable.fromWeb(body), size: size === null ? null : Number(size) };
}
