// What a schema validator on the command line does: reads the files, compiles the schema, checks the shapes and no more.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';

const [, , schema, folder] = process.argv;
const ajv = new Ajv2020({ allErrors: true, strict: false });
const validate = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')));
let wrong = 0;
for (const name of readdirSync(folder)) {
  if (!validate(JSON.parse(readFileSync(join(folder, name), 'utf8')))) wrong += 1;
}
if (wrong > 0) throw new Error(`${wrong} files are not valid`);
