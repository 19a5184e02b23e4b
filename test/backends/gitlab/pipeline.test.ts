import { describe, expect, test } from 'vitest';
import { parsePipelineId, pipelineIdOf, pipelinePart, readPipeline } from '../../../src/backends/gitlab/pipeline.ts';
import type { Json } from '../../../src/core/json.ts';

const hook = {
  object_kind: 'pipeline',
  object_attributes: { id: 7, status: 'success', url: 'https://gitlab.example.com/acme/shop/-/pipelines/7' },
  project: { id: 3, web_url: 'https://gitlab.example.com/acme/shop' },
};

describe('backends/gitlab/pipeline', () => {
  test('an id is parsed as it was written', () => {
    expect(parsePipelineId(pipelineIdOf(3, 7))).toEqual({ projectId: 3, pipelineId: 7 });
    for (const text of ['', 'gl_3', 'gl_3/7/8', 'gl_a/7', 'gl_3/../7', 'gh_3/7'])
      expect(parsePipelineId(text)).toBeNull();
  });

  test('only the part about the pipeline is kept of a webhook', () => {
    const variables = [{ key: 'TOKEN', value: 'a secret' }];
    const full = { ...hook, object_attributes: { ...hook.object_attributes, variables }, builds: [{ id: 1 }] };
    const part = pipelinePart(full);
    expect(part).toEqual({ id: 7, project_id: 3, status: 'success', web_url: hook.object_attributes.url });
    expect(readPipeline(part)).toEqual({ externalId: 'gl_3/7', status: 'success', link: hook.object_attributes.url });
  });

  test('an older webhook has no URL of the pipeline', () => {
    const { url: _, ...older } = hook.object_attributes;
    expect(pipelinePart({ ...hook, object_attributes: older })?.web_url).toBe(hook.object_attributes.url);
    expect(pipelinePart({ ...hook, object_attributes: older, project: { id: 3 } })?.web_url).toBeNull();
  });

  test.each([
    [{}],
    [{ ...hook, object_kind: 'push' }],
    [{ ...hook, project: null }],
    [{ ...hook, object_attributes: { id: '7', status: 'success' } }],
    [{ ...hook, object_attributes: { id: 7 } }],
  ])('%j is not a pipeline webhook', (payload) => {
    expect(pipelinePart(payload)).toBeNull();
  });

  test.each<Json>([null, [], {}, { id: 7, status: 'success' }])('%j is not a pipeline', (value) => {
    expect(readPipeline(value)).toBeNull();
  });

  test('a link that is not a web address is dropped', () => {
    expect(readPipeline({ id: 7, project_id: 3, status: 'failed', web_url: 'javascript:alert(1)' })).toMatchObject({
      link: null,
    });
  });
});
