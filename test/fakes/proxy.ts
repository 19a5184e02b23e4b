import { createServer, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';

/** A proxy that opens connections to one server, whatever it is asked for; `status` refuses them. */
export async function startProxy(target: string, status = 200) {
  const asked: { host: string | undefined; authorization: string | undefined }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_, response) => response.writeHead(500).end('only CONNECT'));
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    asked.push({ host: request.url, authorization: request.headers['proxy-authorization'] });
    sockets.add(socket);
    socket.on('error', () => {});
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      return;
    }
    const { hostname, port } = new URL(target);
    const other = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(other).pipe(socket);
    });
    other.on('error', () => socket.destroy());
    sockets.add(other);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose](): Promise<void> {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
