// The page's theme: those of GitHub's design tokens that our CSS uses, light and dark in one rule.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const folder = '@primer/primitives/dist/css';
const { resolve } = createRequire(import.meta.url);

/** The custom properties of one of the files of tokens. */
function readTokens(path) {
  const text = readFileSync(resolve(`${folder}/${path}`), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
  return new Map([...text.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value.trim()]));
}

const sizes = ['functional/size/border.css', 'functional/size/radius.css', 'base/size/size.css'];
const fonts = ['base/typography/typography.css', 'functional/typography/typography.css'];
const usesOf = (text) => [...text.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name);

/** Writes the rules that define every token used in `css`; fails on a name that is neither GitHub's nor our own. */
export function themeOf(css) {
  const shared = [...sizes, ...fonts].flatMap((path) => [...readTokens(path)]);
  const light = new Map([...shared, ...readTokens('functional/themes/light.css')]);
  const dark = new Map([...shared, ...readTokens('functional/themes/dark.css')]);
  const own = new Set([...css.matchAll(/^\s*(--[\w-]+):/gm)].map(([, name]) => name));
  const used = new Set();
  const wanted = usesOf(css);
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (used.has(name) || own.has(name)) continue;
    const values = [light.get(name), dark.get(name)];
    if (values.includes(undefined)) throw new Error(`The page's CSS uses ${name}, which is no token of GitHub's`);
    used.add(name);
    wanted.push(...values.flatMap(usesOf));
  }
  const one = [];
  const onlyDark = [];
  for (const name of [...used].sort()) {
    const [bright, night] = [light.get(name), dark.get(name)];
    if (bright === night) one.push(`${name}: ${bright};`);
    else if (/^(#|rgb|hsl|var\()/.test(bright)) one.push(`${name}: light-dark(${bright}, ${night});`);
    else {
      // light-dark() takes colours only; shadows are lists.
      one.push(`${name}: ${bright};`);
      onlyDark.push(`${name}: ${night};`);
    }
  }
  const dim = onlyDark.length === 0 ? '' : `@media (prefers-color-scheme: dark) { :root { ${onlyDark.join(' ')} } }`;
  return `:root { color-scheme: light dark; ${one.join(' ')} } ${dim}\n`;
}
