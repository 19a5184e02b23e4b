/** The name of a target as people may write it: of an address, only scheme, host and port count. */
export function targetNameOf(text: string): string {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return text;
  return new URL(text).origin;
}
