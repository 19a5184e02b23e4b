import { describe, expect, test } from 'vitest';
import { taskFor } from '../../src/action/tasks.ts';
import type { GitHubEvent } from '../../src/checkout/github-event.ts';

const event = (name: string, ref = 'refs/heads/main', defaultBranch: string | null = 'main'): GitHubEvent => ({
  name,
  ref,
  repository: 'acme/catalog',
  defaultBranch,
  pullRequest: null,
  base: null,
});

const server = 'https://automations.example.test';

describe('action/tasks', () => {
  test.each([
    ['pull_request', 'refs/pull/1/merge', 'plan'],
    ['pull_request_target', 'refs/heads/main', 'plan'],
    ['merge_group', 'refs/heads/gh-readonly-queue/main/pr-1', 'plan'],
    ['push', 'refs/heads/main', 'sync'],
    ['push', 'refs/heads/topic', 'plan'],
    ['push', 'refs/tags/main', 'plan'],
    ['schedule', 'refs/heads/main', 'sync'],
    ['workflow_dispatch', 'refs/heads/main', 'sync'],
    ['workflow_dispatch', 'refs/heads/topic', 'plan'],
    ['workflow_run', 'refs/heads/main', 'plan'],
  ])('turns auto on %s of %s with a server into %s, and plans without one', (name, ref, task) => {
    expect(taskFor({ mode: 'auto', serverUrl: server }, event(name, ref))).toBe(task);
    expect(taskFor({ mode: 'auto', serverUrl: null }, event(name, ref))).toBe('plan');
  });

  test('obeys an explicit mode for every event', () => {
    for (const name of ['push', 'pull_request']) {
      expect(taskFor({ mode: 'validate', serverUrl: server }, event(name))).toBe('nothing');
      expect(taskFor({ mode: 'plan', serverUrl: server }, event(name))).toBe('plan');
      expect(taskFor({ mode: 'sync', serverUrl: server }, event(name))).toBe('sync');
    }
  });

  test('syncs only on a schedule if the default branch is unknown', () => {
    expect(taskFor({ mode: 'auto', serverUrl: server }, event('push', 'refs/heads/main', null))).toBe('plan');
    expect(taskFor({ mode: 'auto', serverUrl: server }, event('schedule', 'refs/heads/main', null))).toBe('sync');
  });
});
