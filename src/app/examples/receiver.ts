import { createServer, type Server } from 'node:http';

/** How long the receiver stays open after the last sample, ms, because its call may be retried. */
const staysMs = 15_000;

/** The largest call that is read, bytes. */
const maxBody = 1024 * 1024;

/** A receiver on this machine for the calls of samples, instead of the real targets. */
export type SampleReceiver = {
  /** Opens the receiver, or keeps it open; false when it is not allowed or its port is in use by another receiver. */
  open(): Promise<boolean>;
  close(): void;
};

const answer = JSON.stringify({
  status: 'success',
  message: 'Received by this service instead of the real target',
});

/**
 * Creates the receiver; `address` null: calls to it are not allowed, so samples call the targets in the definitions.
 */
export function createSampleReceiver(address: { host: string; port: number } | null): SampleReceiver {
  let server: Server | null = null;
  let timer: NodeJS.Timeout | undefined;

  function close(): void {
    clearTimeout(timer);
    server?.close();
    server?.closeAllConnections();
    server = null;
  }

  async function listen(host: string, port: number): Promise<boolean> {
    const created = createServer((request, response) => {
      let size = 0;
      request.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxBody) request.destroy();
      });
      request.on('end', () => response.writeHead(202, { 'content-type': 'application/json' }).end(answer));
    });
    return new Promise((resolve) => {
      created.on('error', () => resolve(false));
      created.listen(port, host, () => {
        server = created;
        resolve(true);
      });
    });
  }

  return {
    async open() {
      if (address === null) return false;
      if (server === null && !(await listen(address.host, address.port))) return false;
      clearTimeout(timer);
      timer = setTimeout(close, staysMs).unref();
      return true;
    },
    close,
  };
}
