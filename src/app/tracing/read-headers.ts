/** Headers in the form of OpenTelemetry's variable, `name=value,name=value` in URL encoding; null when it is not that. */
export function readHeaders(text: string): Record<string, string> | null {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '');
  try {
    const headers = pairs.map((pair) => {
      const [, name = '', value = ''] = /^\s*([!#$%&'*+.^_`|~\w-]+)\s*=(.*)$/.exec(pair) ?? [];
      return [name, decodeURIComponent(value.trim())] as const;
    });
    const isValid = headers.every(([name, value]) => name !== '' && /^[\t\x20-\x7e]*$/.test(value));
    return isValid ? Object.fromEntries(headers) : null;
  } catch {
    return null;
  }
}
