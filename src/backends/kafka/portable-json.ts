import type { Json } from '../../core/json.ts';

/**
 * Compact JSON that Python's `json` module reads and writes back byte for byte, as Port's agent does before it checks a
 * signature. Python writes small numbers differently from JavaScript: 1e-05, not 0.00001.
 */
export function portableJson(value: Json): string {
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(portableJson).join(',')}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${portableJson(item)}`)
    .join(',')}}`;
}

function numberText(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && size < 1e-4 ? value.toExponential().replace(/-(\d)$/, '-0$1') : JSON.stringify(value);
}
