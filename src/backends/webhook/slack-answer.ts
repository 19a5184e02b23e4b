import { isObject, type Json } from '../../core/json.ts';

/** The hosts of Slack's incoming webhooks. */
const slackHosts = ['hooks.slack.com', 'hooks.slack-gov.com'];

/** The URLs of Slack's Web API. */
const slackApi = /^https?:\/\/(?:[\w-]{1,60}\.)?slack(?:-gov)?\.com\/api\//i;

/**
 * True for a URL of Slack's incoming webhooks or Web API: their answers, not the status, show whether a call succeeded.
 */
export function isSlackUrl(url: string): boolean {
  return URL.canParse(url) && (slackHosts.includes(new URL(url).hostname) || slackApi.test(new URL(url).href));
}

/** Errors of Slack's Web API that the call did not cause, so that it may succeed later. */
const passing: ReadonlySet<string> = new Set([
  'fatal_error',
  'internal_error',
  'rate_limited',
  'ratelimited',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
]);

/** True for an answer with which Slack asks for another attempt. */
export function isPassing(answer: Json): boolean {
  return isObject(answer) && typeof answer.error === 'string' && passing.has(answer.error);
}

/** The problem that Slack's answer names; null when Slack accepted the message with `ok`. */
export function slackProblem(answer: Json): string | null {
  const words = typeof answer === 'string' ? answer.trim() : answer;
  // An incoming webhook answers with the word, a workflow's trigger with an object. An empty body is not an error.
  if (words === null || words === '' || words === 'ok') return null;
  if (isObject(words) && words.ok === true) return null;
  const error = isObject(words) && typeof words.error === 'string' ? words.error : JSON.stringify(words);
  const code = typeof words === 'string' ? words : error;
  const help = Object.hasOwn(advice, code) ? advice[code] : undefined;
  return help === undefined ? code : `${code}. ${help}`;
}

/** Advice for Slack's error texts that say too little. */
const advice: Readonly<Record<string, string>> = {
  invalid_payload: 'The body must be an object with `text` or `blocks` as Slack describes them.',
  no_text: 'The body needs a `text` that is not empty, or `blocks`.',
  no_service: 'The webhook was removed or disabled in Slack; create a new one.',
  no_active_hooks: 'The webhook was disabled in Slack; enable it or create a new one.',
  channel_not_found: 'The channel does not exist, or the app cannot see it.',
  not_in_channel: 'Invite the app to the channel.',
  invalid_auth: 'Slack does not accept the token.',
  not_authed: 'The call needs a token: `Authorization: Bearer {{ .secrets.NAME }}`.',
  missing_scope: 'Give the app the scope that the answer names as `needed`.',
  channel_is_archived: 'Unarchive the channel, or create a webhook for another one.',
};
