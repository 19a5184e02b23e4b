import type { Command } from 'commander';
import { applyMapping } from '../core/catalog/github/apply-mapping.ts';
import { catalogWebhooks, observations } from '../core/catalog/github/kinds.ts';
import { type Mapping, readMapping } from '../core/catalog/github/mapping.ts';
import { AppError } from '../core/error.ts';
import { formatIssue } from '../core/issue/format-issue.ts';
import { linesOf } from '../core/issue/frame.ts';
import { type JsonObject, parseObject } from '../core/json.ts';
import type { CliWorld } from './cli-world.ts';
import { type Format, formatOption } from './options.ts';
import { readText } from './read-text.ts';

/** `mapping`: checks a mapping of GitHub to the catalog and shows its result for a webhook. */
export function addMapping(program: Command, world: () => CliWorld): void {
  program
    .command('mapping')
    .description('check a mapping of GitHub to the catalog, and show its result for a webhook')
    .argument('<file>', 'the mapping, such as port-app-config.yml')
    .argument('[webhook]', `name of a webhook: ${catalogWebhooks.join(', ')}`)
    .argument('[payload]', "file with the webhook's payload as GitHub sends it; - for standard input")
    .addOption(formatOption('human', 'json'))
    .action(async (file: string, webhook: string | undefined, payloadFile: string | undefined, options: Options) => {
      const { jq, print, paint, writeJson } = world();
      const text = readText(file);
      const { mapping, issues } = await readMapping({ path: file, text }, jq);
      if (options.format === 'json') {
        const isTried = mapping !== null && webhook !== undefined;
        const results = isTried ? await resultsOf(jq, mapping, webhook, readPayload(payloadFile)) : [];
        writeJson({ valid: mapping !== null, issues, ...(isTried && { results }) });
        if (mapping === null || results.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
        return;
      }
      const lines = linesOf(text);
      for (const issue of issues) print(`${formatIssue(issue, lines, paint)}\n`);
      if (mapping === null) {
        process.exitCode = 1;
        return;
      }
      print(
        `${file}: ${paint('good', 'a mapping')} with ${mapping.resources.length} resource${mapping.resources.length === 1 ? '' : 's'}`,
      );
      if (webhook !== undefined) await show(world(), mapping, webhook, readPayload(payloadFile));
    });
}

type Options = { format: Format };

/** The changes that a mapping produces from a webhook, by kind of object. */
async function resultsOf(jq: CliWorld['jq'], mapping: Mapping, webhook: string, payload: JsonObject) {
  if (!catalogWebhooks.includes(webhook)) {
    throw new AppError('invalid_request', `Unknown webhook ${webhook}. Known webhooks: ${catalogWebhooks.join(', ')}.`);
  }
  return Promise.all(
    observations(webhook, payload).map(async (sighting) => {
      const { changes, problems } = await applyMapping(mapping, sighting, jq);
      return { kind: sighting.kind, changes, problems };
    }),
  );
}

async function show({ jq, print, paint }: CliWorld, mapping: Mapping, webhook: string, payload: JsonObject) {
  const results = await resultsOf(jq, mapping, webhook, payload);
  if (results.length === 0) print('This payload contains nothing that a mapping can use.');
  for (const { kind, changes, problems } of results) {
    print(`\n${kind}: ${changes.length === 0 ? 'no entity' : ''}`);
    for (const problem of problems) print(`  ${paint('error', 'problem')} ${problem}`);
    for (const change of changes) {
      const what =
        change.type === 'write' ? paint('good', 'written') : paint('warning', 'deleted, if it came from GitHub');
      print(`  ${change.blueprint} ${change.identifier}: ${what}`);
      if (change.type === 'remove') continue;
      for (const line of JSON.stringify(change.entity, null, 2).split('\n')) print(`    ${line}`);
    }
    if (problems.length > 0) process.exitCode = 1;
  }
}

function readPayload(file: string | undefined): JsonObject {
  if (file === undefined)
    throw new AppError('invalid_request', 'Give the file with the payload, or - for standard input.');
  const payload = parseObject(readText(file));
  if (payload !== null) return payload;
  throw new AppError('invalid_content', `${file} does not contain a JSON object, so it is not a GitHub payload.`);
}
