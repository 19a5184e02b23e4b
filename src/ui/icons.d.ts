/** Made by scripts/ui/icons.mjs from the names in parts/icon-names.ts. */
declare module 'virtual:icons' {
  export const paths: Readonly<Record<string, readonly string[]>>;
}
