import { createHmac } from 'node:crypto';
import type { Outcome } from '../../core/run/run.ts';
import { createSentRedactor } from '../../core/secrets/redact-values.ts';
import { parsedText } from '../../core/source/json-text.ts';
import type { Call } from '../backend.ts';
import { singleSecret } from '../signature.ts';
import { startOutcome } from '../started/start-outcome.ts';
import { type AzureHook, azureReason, isSignIn } from './api.ts';

/** Calls an incoming webhook, as Port does. The answer identifies no run, so the pipeline itself has to report. */
export async function callIncomingWebhook(call: Call, { org, webhook }: AzureHook): Promise<Outcome> {
  const { services } = call;
  const body = Buffer.from(JSON.stringify(parsedText(call.method.payload ?? {})));
  const path = `${encodeURIComponent(org)}/_apis/public/distributedtask/webhooks/${encodeURIComponent(webhook)}`;
  const result = await services.http.send({
    method: 'POST',
    url: `${services.azureDevops.url}/${path}?api-version=6.0-preview`,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'catalog-automations',
      'x-port-signature': azureSignature(singleSecret(services.signing()), body),
    },
    body,
    signal: call.signal,
    trusted: true,
  });
  if (isSignIn(result)) return { type: 'rejected', message: signInHelp };
  const outcome = startOutcome(result, services.now(), {
    system: 'Azure DevOps',
    what: `the pipelines of the webhook ${webhook} in ${org}`,
    reason: azureReason,
    help: () =>
      'A service connection of the type Incoming WebHook must have this name, the secret that signs our webhooks and the ' +
      'header x-port-signature, and a pipeline that uses it must have run once.',
    started: (_, statusCode) => ({
      type: 'accepted',
      message: `Azure DevOps accepted the event (${statusCode}) but returned no run; the pipeline has to report.`,
      statusCode,
    }),
  });
  const redact = createSentRedactor(call.method, call.shown);
  return outcome.message === undefined ? outcome : { ...outcome, message: redact(outcome.message) };
}

/** The signature an incoming webhook checks: HMAC-SHA1 of the body, in hex. */
function azureSignature(secret: string, body: Uint8Array): string {
  return createHmac('sha1', secret).update(body).digest('hex');
}

const signInHelp =
  'Azure DevOps answered with its sign-in page and started nothing: `org` is not an organization, or is one that does not let ' +
  'its incoming webhooks be called from outside.';

/** The outcome of a webhook call without an answer: it is not repeated, and nothing shows whether it started a run. */
export const lostWebhook: Outcome = {
  type: 'rejected',
  message:
    'There was no clear answer, so the pipeline may have been started; the webhook is not called again. ' +
    'With AZURE_DEVOPS_PIPELINES and AZURE_DEVOPS_TOKEN such a run is found.',
};
