/** Writes a path in jq. */
export function pathText(path: readonly (string | number)[]): string {
  if (path.length === 0) return '.';
  return path
    .map((key, index) => {
      if (typeof key === 'number') return `${index === 0 ? '.' : ''}[${key}]`;
      if (/^[A-Za-z_]\w*$/.test(key)) return `.${key}`;
      return `${index === 0 ? '.' : ''}[${JSON.stringify(key)}]`;
    })
    .join('');
}
