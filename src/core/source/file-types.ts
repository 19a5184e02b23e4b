/** True for a file that we read: JSON or YAML by the end of its name. */
export function isSourceFile(path: string): boolean {
  return isYamlFile(path) || /\.jsonc?$/i.test(path);
}

/** True for a file of YAML by the end of its name. */
export function isYamlFile(path: string): boolean {
  return /\.ya?ml$/i.test(path);
}
