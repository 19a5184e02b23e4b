import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/** An answer's text; `lost` says why there is none. */
export type AnswerText = { text: string; lost?: string };

/** Decoders of the content codings (RFC 9110, 8.4.1) that a definition may request with `accept-encoding`. */
const decoders: Readonly<Record<string, (bytes: Uint8Array, limit: number) => Uint8Array>> = {
  gzip: (bytes, limit) => gunzipSync(bytes, { maxOutputLength: limit }),
  br: (bytes, limit) => brotliDecompressSync(bytes, { maxOutputLength: limit }),
  deflate(bytes, limit) {
    // Half of the servers omit the zlib header that the coding requires.
    const isWrapped = ((bytes[0] ?? 0) & 0x0f) === 8 && (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) % 31 === 0;
    return (isWrapped ? inflateSync : inflateRawSync)(bytes, { maxOutputLength: limit });
  },
};

/** Decodes a whole body: its content coding, its character set, and without a byte order mark. */
export function answerText(bytes: Uint8Array, headers: Readonly<Record<string, string>>, limit: number): AnswerText {
  const codings = (headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim().replace(/^x-/, ''))
    .filter((coding) => coding !== '' && coding !== 'identity');
  let plain = bytes;
  for (const coding of codings.reverse()) {
    const decoder = decoders[coding];
    if (decoder === undefined) return { text: '', lost: `the answer has the content encoding ${coding}` };
    try {
      if (plain.length > 0) plain = decoder(plain, limit);
    } catch (error) {
      const isLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
      return {
        text: '',
        lost: isLarge ? tooLarge(limit) : `the answer is not valid ${coding}, although its header says so`,
      };
    }
  }
  return { text: decode(plain, headers['content-type'] ?? '') };
}

/** Says why nothing is kept of an answer larger than the limit. */
export function tooLarge(limit: number): string {
  return `the answer is larger than ${Math.round(limit / 1024)} KiB`;
}

/** Decodes a body by its byte order mark, else by the declared character set, else as UTF-8. */
function decode(bytes: Uint8Array, contentType: string): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const charset = /;\s*charset\s*=\s*"?([\w-]{1,40})/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
