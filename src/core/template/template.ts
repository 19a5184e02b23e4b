import { type PreparedExpression, prepareExpressions } from '../expression/conditions.ts';
import { evaluatePrepared } from '../expression/evaluate-prepared.ts';
import type { Jq, JqResult } from '../expression/expression.ts';
import type { Json, JsonObject } from '../json.ts';
import { type Assembled, assemble, type Notice } from './assemble-template.ts';
import { mentionsSecrets, type Secrets, withSecrets } from './secret-references.ts';
import { planTemplates, type RenderPlan } from './template-plan.ts';

/** The templates of a definition, planned and compiled. */
export type PreparedTemplates = { plan: RenderPlan; expressions: readonly PreparedExpression[] };

/**
 * A rendered definition: `real` is only for the network connection, `shown` has `[secret NAME]` in place of each
 * secret. Or the reason why it cannot be rendered: `timeout` if only time was the problem, so a later attempt may
 * succeed. Warnings and messages never contain a secret.
 */
export type Rendering =
  | { ok: true; real: Json; shown: Json; warnings: Notice[] }
  | { ok: false; errors: Notice[]; warnings: Notice[]; timeout?: true };

/** Prepares the templates of an invocation method, or of any part of a definition. */
export async function prepareTemplates(definition: Json, jq: Jq): Promise<PreparedTemplates> {
  const { plan, expressions } = planTemplates(definition);
  return { plan, expressions: await prepareExpressions(expressions, jq) };
}

/**
 * Renders prepared templates over several roots (trigger data, see `triggerData`); returns one rendering per root, in
 * order. Templates that do not mention secrets get a root without them, so `{{ . }}` cannot reveal any; the others are
 * evaluated twice. Needs at most two calls of jq, for any number of templates and roots.
 */
export async function render(
  prepared: PreparedTemplates,
  roots: readonly JsonObject[],
  jq: Jq,
  options: { secrets?: Secrets; deadline?: number } = {},
): Promise<Rendering[]> {
  const { plan, expressions } = prepared;
  const { secrets = {}, ...jqOptions } = options;
  const texts = expressions.map(({ written }) => written);
  const guarded = texts.some(mentionsSecrets);
  const pairs = guarded ? roots.map((root) => withSecrets(root, secrets, texts)) : [];
  const [open, secret] = await Promise.all([
    evaluatePrepared(expressions, (written) => !mentionsSecrets(written), roots, jq, jqOptions),
    evaluatePrepared(
      expressions,
      mentionsSecrets,
      [...pairs.map(({ real }) => real), ...pairs.map(({ shown }) => shown)],
      jq,
      jqOptions,
    ),
  ]);
  return roots.map((_, row) => {
    const plain = (slot: number) => open[row]?.[slot] ?? unanswered;
    if (!guarded) return alone(assemble(plan, plain));
    const real = (slot: number) => secret[row]?.[slot] ?? plain(slot);
    const shown = (slot: number) => secret[roots.length + row]?.[slot] ?? plain(slot);
    return together(assemble(plan, real), assemble(plan, shown));
  });
}

const unanswered: JqResult = { ok: false, error: 'jq returned no result.' };

function alone(made: Assembled): Rendering {
  const warnings = made.failures.map(warningOf);
  if (made.late) return { ok: false, errors: [made.late], warnings, timeout: true };
  if (made.errors.length > 0) return { ok: false, errors: made.errors, warnings };
  return { ok: true, real: made.value, shown: made.value, warnings };
}

/** jq's messages about real secrets may quote them; only its messages about their marks are repeated. */
function together(real: Assembled, shown: Assembled): Rendering {
  const shownFailures = new Map(shown.failures.map((failure) => [`${failure.slot} ${failure.path}`, failure]));
  const warnings = real.failures.map((failure) => {
    const repeatable = shownFailures.get(`${failure.slot} ${failure.path}`);
    return warningOf(
      repeatable ?? { ...failure, message: 'jq failed; its message is not stored, because it may contain a secret.' },
    );
  });
  const late = real.late ?? shown.late;
  if (late) return { ok: false, errors: [late], warnings, timeout: true };
  const errors = real.errors.length > 0 ? real.errors : shown.errors;
  return errors.length > 0
    ? { ok: false, errors, warnings }
    : { ok: true, real: real.value, shown: shown.value, warnings };
}

function warningOf({ path, message }: Notice): Notice {
  return { path, message: `The template renders as null: ${message}` };
}
