/** Descriptions of errors before any byte of the request was sent: the receiver cannot have done anything. */
const unsent: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name does not exist',
  EAI_AGAIN: 'the name could not be resolved right now',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  UND_ERR_CONNECT_TIMEOUT: 'connecting took too long',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from an authority that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an authority that is not known',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/** Descriptions of errors after which the receiver may have carried out the request. */
const unanswered: Readonly<Record<string, string>> = {
  UND_ERR_HEADERS_TIMEOUT: 'it accepted the request but did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'its answer broke off',
  UND_ERR_SOCKET: 'it closed the connection',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  ETIMEDOUT: 'the connection broke off',
};

/** True for the code of an error that occurred before any byte of the request was sent. */
export function isUnsent(code: string): boolean {
  return code in unsent;
}

/** Describes a network error, with its code for looking it up; an unknown one keeps its own message. */
export function inWords(code: string, message: string): string {
  const words = unsent[code] ?? unanswered[code] ?? message;
  return code === '' || words.includes(code) ? words : `${words} (${code})`;
}
