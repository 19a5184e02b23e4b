/** How a string is written: `double` in JSON and YAML, the others in YAML only, `none` if it is not a string. */
export type Notation = 'double' | 'single' | 'plain' | 'block' | 'none';

/**
 * Writes text in a notation: as a whole string with quotes, or escaped for use inside one. Undefined if that is not
 * safe.
 */
export function encodeText(text: string, notation: Notation, inside: boolean): string | undefined {
  switch (notation) {
    case 'double':
      return inside ? JSON.stringify(text).slice(1, -1) : JSON.stringify(text);
    case 'single': {
      if (/[\r\n]/.test(text)) return undefined;
      const doubled = text.replaceAll("'", "''");
      return inside ? doubled : `'${doubled}'`;
    }
    case 'plain':
      if (inside) return /^[^:#\r\n[\]{},]*$/.test(text) ? text : undefined;
      return /^[A-Za-z_][\w-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off)$/i.test(text)
        ? text
        : JSON.stringify(text);
    case 'block':
      return inside && !/[\r\n]/.test(text) ? text : undefined;
    case 'none':
      return undefined;
  }
}
