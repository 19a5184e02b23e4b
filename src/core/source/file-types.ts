/** True for a file that may be read as a source: JSON or YAML by its extension. */
export function isSourceFile(path: string): boolean {
  return isYamlFile(path) || /\.jsonc?$/i.test(path);
}

/** True for a YAML file by its extension. */
export function isYamlFile(path: string): boolean {
  return /\.ya?ml$/i.test(path);
}
