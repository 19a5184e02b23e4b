import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** A login that brokers ask for. */
export type KafkaLogin = { mechanism: 'plain' | 'scram-sha-512'; username: string; password: string };

/** Numbers of requests in Kafka's protocol. */
export const request = { produce: 0, saslHandshake: 17, apiVersions: 18, saslAuthenticate: 36 } as const;

/** SASL_AUTHENTICATION_FAILED in Kafka's protocol. */
const failed = 58;

/** What is said back to each step of a login; null: it is refused. `done` when the client is in. */
type Steps = (said: Buffer) => { answer: Buffer; done: boolean } | null;

/** A broker's side of one login, frame by frame: `take` gives the frame to answer with, and whether the client is in. */
export function createLogin(login: KafkaLogin): { take(frame: Buffer): { answer: Buffer; done: boolean } } {
  const step: Steps = login.mechanism === 'plain' ? plain(login) : scram(login);
  const mechanism = Buffer.from(login.mechanism.toUpperCase());
  return {
    take(frame) {
      if (frame.readInt16BE(4) === request.saslHandshake) {
        const offered = Buffer.concat([int16(0), int32(1), int16(mechanism.length), mechanism]);
        return { answer: answerTo(frame, offered), done: false };
      }
      const clientId = frame.readInt16BE(12);
      const result = step(frame.subarray(14 + clientId + 4));
      const none = Buffer.from([0xff, 0xff]);
      if (result === null)
        return { answer: answerTo(frame, Buffer.concat([int16(failed), none, int32(0)])), done: false };
      const { answer, done } = result;
      return { answer: answerTo(frame, Buffer.concat([int16(0), none, int32(answer.length), answer])), done };
    },
  };
}

/** A broker's list of what it can, with the two requests of a login added. */
export function withLogin(versions: Buffer): Buffer {
  const added = [request.saslHandshake, 0, 1, request.saslAuthenticate, 0, 0].map(int16);
  const body = Buffer.concat([
    versions.subarray(8, 10),
    int32(versions.readInt32BE(10) + 2),
    ...added,
    versions.subarray(14),
  ]);
  return answerTo(versions, body, 4);
}

function plain({ username, password }: KafkaLogin): Steps {
  const right = `\0${username}\0${password}`;
  return (said) => (said.toString() === right ? { answer: Buffer.alloc(0), done: true } : null);
}

/** RFC 5802 with SHA-512, written from the server's side. */
function scram({ username, password }: KafkaLogin): Steps {
  const salt = randomBytes(16);
  const rounds = 4096;
  const hmac = (key: Buffer, text: string) => createHmac('sha512', key).update(text).digest();
  const salted = pbkdf2Sync(password, salt, rounds, 64, 'sha512');
  let first: { client: string; server: string } | null = null;
  return (said) => {
    const text = said.toString();
    if (first === null) {
      const client = text.slice('n,,'.length);
      const [, name = '', nonce = ''] = /^n=([^,]*),r=(.*)$/.exec(client) ?? [];
      if (name.replaceAll('=2C', ',').replaceAll('=3D', '=') !== username) return null;
      const server = `r=${nonce}${randomBytes(9).toString('hex')},s=${salt.toString('base64')},i=${rounds}`;
      first = { client, server };
      return { answer: Buffer.from(server), done: false };
    }
    const [, unproven = '', proof = ''] = /^(c=biws,r=[^,]*),p=(.*)$/.exec(text) ?? [];
    const all = `${first.client},${first.server},${unproven}`;
    const clientKey = hmac(salted, 'Client Key');
    const stored = createHash('sha512').update(clientKey).digest();
    const signature = hmac(stored, all);
    const expected = Buffer.from(clientKey.map((byte, index) => byte ^ (signature[index] ?? 0)));
    if (!first.server.startsWith(unproven.slice('c=biws,'.length)) || proof !== expected.toString('base64'))
      return null;
    return { answer: Buffer.from(`v=${hmac(hmac(salted, 'Server Key'), all).toString('base64')}`), done: true };
  };
}

/** A frame that answers another one: the correlation id, which is at `from`, and the body. */
function answerTo(frame: Buffer, body: Buffer, from = 8): Buffer {
  return Buffer.concat([int32(4 + body.length), frame.subarray(from, from + 4), body]);
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
