import { maxHeaderSize } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

type ErrorAnswer = { status: string; message: string };

/** The errors of the HTTP parser, by code, before there is a request that a route could answer. */
const answers: Readonly<Record<string, ErrorAnswer>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    message: 'The request did not arrive completely in time; send it again',
  },
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    message: `The headers are larger than ${maxHeaderSize / 1024} KiB together`,
  },
  HPE_INVALID_METHOD: { status: '400 Bad Request', message: 'The request does not begin with an HTTP method' },
  HPE_INVALID_CONTENT_LENGTH: { status: '400 Bad Request', message: 'Content-Length must be one whole number' },
  HPE_UNEXPECTED_CONTENT_LENGTH: {
    status: '400 Bad Request',
    message: 'Content-Length must be given once, and not together with Transfer-Encoding',
  },
};

const notHttp: ErrorAnswer = { status: '400 Bad Request', message: 'The request is not valid HTTP/1.1' };

/** Answers in Port's envelope what cannot be parsed as a request, and closes the connection. */
export function answerClientError(this: FastifyInstance, error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  this.log.debug({ err: error }, 'a connection is closed: its data is not a valid request');
  if (socket.writable) {
    const { status, message } = answers[error.code ?? ''] ?? notHttp;
    const body = JSON.stringify({ ok: false, error: 'invalid_request', message });
    const head = `Content-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}`;
    socket.write(`HTTP/1.1 ${status}\r\n${head}\r\nConnection: close\r\n\r\n${body}`);
  }
  socket.destroy(error);
}
