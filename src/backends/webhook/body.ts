import type { Json } from '../../core/json.ts';
import { isJsonType, parsedText } from '../../core/source/json-text.ts';

/**
 * The bytes of a body. Text is sent unchanged if the content type is not JSON, or if it is already JSON, as in a block
 * of a YAML file; other text is sent as a JSON string.
 */
export function bodyBytes(body: Json, contentType: string | undefined): Uint8Array {
  if (typeof body !== 'string') return Buffer.from(JSON.stringify(body));
  const isPlain = contentType !== undefined && !isJsonType(contentType);
  return Buffer.from(isPlain || parsedText(body) !== body ? body : JSON.stringify(body));
}
