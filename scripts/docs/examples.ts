import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The files of the documentation's automations, in the order in which they are offered. */
const files = ['pagerduty-high-cpu.yml', 'slack-alert.yml', 'destroy-ephemeral-environment.yml'];

/** The definitions that the page offers to begin with, from the folder of examples. */
export function exampleDefinitions(): unknown[] {
  const read = (file: string) => readFileSync(`automations/${file}`, 'utf8');
  return files.map((file) => parse(read(file)));
}
