import { backends } from '../../src/backends/index.ts';
import { automationSchema } from '../../src/core/schema.ts';
import { testFileEditorSchema } from '../../src/core/test-file/editor-schema.ts';
import { appManifestFile } from './app.ts';
import { issuesPage } from './issues.ts';

/** Files that are generated whole, by their path. */
export const generatedFiles: Record<string, () => string> = {
  'app.yml': appManifestFile,
  'docs/issues.md': issuesPage,
  'automations/schema.json': () => json(automationSchema(backends)),
  'automations/test-schema.json': () => json(testFileEditorSchema()),
};

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
