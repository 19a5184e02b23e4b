import { createServer, connect as open, type Server, type Socket } from 'node:net';
import { createLogin, type KafkaLogin, request, withLogin } from './kafka-login.ts';
import { freePort } from './ports.ts';

/**
 * A proxy before a broker, on its own port, which stays the same when it goes down and comes up again. It puts that
 * port into the broker's answers, so that clients find no other address. With a login it only lets authenticated
 * clients through.
 */
export async function startKafkaProxy(brokerPort: number, login: KafkaLogin | null = null) {
  const port = await freePort();
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  let losing = 0;
  let muted = false;

  function serve(client: Socket): void {
    const broker = open(brokerPort, '127.0.0.1');
    const session = login === null ? null : createLogin(login);
    let inside = session === null;
    const asked = new Map<number, number>();
    const close = (): void => {
      client.destroy();
      broker.destroy();
    };
    for (const socket of [client, broker]) {
      sockets.add(socket);
      socket.on('error', close).on('close', () => {
        sockets.delete(socket);
        close();
      });
    }
    forFrames(client, (frame) => {
      const kind = frame.readInt16BE(4);
      if (session !== null && (kind === request.saslHandshake || kind === request.saslAuthenticate)) {
        const { answer, done } = session.take(frame);
        inside ||= done;
        client.write(answer);
        return;
      }
      if (!inside && kind !== request.apiVersions) return close();
      asked.set(frame.readInt32BE(8), kind);
      broker.write(frame);
    });
    forFrames(broker, (frame) => {
      const kind = asked.get(frame.readInt32BE(4));
      asked.delete(frame.readInt32BE(4));
      if (kind === request.produce && losing > 0) {
        losing -= 1;
        return close();
      }
      if (muted) return;
      const answer = session !== null && kind === request.apiVersions ? withLogin(frame) : frame;
      client.write(readdressed(answer, brokerPort, port));
    });
  }

  const proxy = {
    port,
    async up(): Promise<void> {
      server = createServer(serve);
      const listening = server;
      await new Promise<void>((resolve) => listening.listen(port, '127.0.0.1', resolve));
    },
    async down(): Promise<void> {
      const closing = server;
      server = null;
      for (const socket of sockets) socket.destroy();
      if (closing !== null) await new Promise((resolve) => closing.close(resolve));
    },
    /** Cuts the connection instead of letting the broker's next answers to a write through. */
    loseAnswers(count: number): void {
      losing = count;
    },
    /** Lets no answer through at all, without a word. */
    mute(on: boolean): void {
      muted = on;
    },
  };
  await proxy.up();
  return proxy;
}

/** Calls back with every whole frame: its length in four bytes, and so many bytes. */
function forFrames(socket: Socket, take: (frame: Buffer) => void): void {
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
      const end = 4 + rest.readInt32BE(0);
      take(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
  });
}

/** A frame in which each address of the broker (a length, the host, a port in four bytes) names the proxy's port. */
function readdressed(frame: Buffer, from: number, to: number): Buffer {
  const host = Buffer.from('\0\x09127.0.0.1');
  const copy = Buffer.from(frame);
  for (let at = copy.indexOf(host); at !== -1; at = copy.indexOf(host, at + 1)) {
    const place = at + host.length;
    if (place + 4 <= copy.length && copy.readInt32BE(place) === from) copy.writeInt32BE(to, place);
  }
  return copy;
}
