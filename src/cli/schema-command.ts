import type { Command } from 'commander';
import { backends } from '../backends/index.ts';
import { testFileEditorSchema } from '../core/test-file/test-file-editor-schema.ts';
import { automationSchema } from '../core/validate/schema/editor-schema.ts';
import type { CliWorld } from './cli-world.ts';

/** `schema`: the JSON Schema for editors. */
export function addSchema(program: Command, world: (near?: string) => CliWorld): void {
  program
    .command('schema')
    .description('print the JSON Schema of definitions, for editors')
    .option('--tests', 'print the schema of *.test.yml files instead')
    .action(({ tests }: { tests?: true }) => {
      world().writeJson(tests ? testFileEditorSchema() : automationSchema(backends));
    });
}
