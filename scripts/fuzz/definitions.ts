// Broken definitions against validation, lint and the readers: `npm run fuzz`. Nothing may throw, whatever the file.
import { readdirSync, readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { backends } from '../../src/backends/index.ts';
import type { Json } from '../../src/core/json.ts';
import { lint } from '../../src/core/lint/index.ts';
import { validate } from '../../src/core/validate/validate.ts';
import { createJq } from '../../src/jq/jq.ts';
import { createRandom, mutate, mutateText, pick } from './mutate.mjs';

const [count, seed] = process.argv.slice(2).map(Number) as [number, number];
const jq = createJq({ workerUrl: new URL('./jq-worker.mjs', import.meta.url) });
const trigger = { type: 'automation', event: { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' } };
const samples: Json[] = backends.map(({ type, example }) => ({
  identifier: `sample_${type.toLowerCase()}`,
  trigger: { ...trigger, condition: { type: 'JQ', expressions: ['.diff.after.properties.tier == "gold"'] } },
  invocationMethod: example,
  publish: true,
}));
const texts = readdirSync('automations')
  .filter((name) => name.endsWith('.yml'))
  .map((name) => ({ name, text: readFileSync(`automations/${name}`, 'utf8') }));

const random = createRandom(seed);
let failures = 0;
for (let done = 0; done < count; ) {
  // Some files at a time, as a repository has them; the compiler of jq is shared.
  const files = Array.from({ length: Math.min(50, count - done) }, () => makeFile(done++));
  try {
    const { definitions } = await validate(files, { backends, jq });
    await lint(definitions, { backends, jq });
  } catch (error) {
    failures += await findCulprits(files);
    if (failures === 0) console.error('Only together:', error);
  }
  if (done % 2_000 === 0) console.log(`${done} of ${count} definitions, ${failures} failures`);
}
await jq.close();
console.log(`${count} definitions, ${failures} failures (seed ${seed})`);
process.exitCode = failures === 0 ? 0 : 1;

function makeFile(index: number): { path: string; text: string } {
  const choice = random();
  if (choice < 0.4) {
    const { name, text } = pick(random, texts);
    return { path: `${index}-${name}`, text: mutateText(random, mutateText(random, text)) };
  }
  const value = mutate(random, pick(random, samples));
  return choice < 0.7
    ? { path: `${index}.json`, text: JSON.stringify(value) ?? '' }
    : { path: `${index}.yml`, text: stringify(value) };
}

/** Each file on its own, to name the one that throws. */
async function findCulprits(files: readonly { path: string; text: string }[]): Promise<number> {
  let found = 0;
  for (const file of files) {
    try {
      const { definitions } = await validate([file], { backends, jq });
      await lint(definitions, { backends, jq });
    } catch (error) {
      found += 1;
      console.error(`${JSON.stringify(file)}\n`, error);
    }
  }
  return found;
}
