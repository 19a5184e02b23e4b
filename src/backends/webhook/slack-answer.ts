import { isObject, type Json } from '../../core/json.ts';

/** Where Slack's incoming webhooks are. */
const slackHosts = ['hooks.slack.com', 'hooks.slack-gov.com'];

/** True for a URL of Slack's incoming webhooks. */
export function isSlackUrl(url: string): boolean {
  return URL.canParse(url) && slackHosts.includes(new URL(url).hostname);
}

/** What is wrong with a message by Slack's answer to it; null when Slack took it, which it says with `ok`. */
export function slackProblem(answer: Json): string | null {
  const words = typeof answer === 'string' ? answer.trim() : answer;
  // An incoming webhook answers with the word, the trigger of a workflow with an object. No body: no word against it.
  if (words === null || words === '' || words === 'ok') return null;
  if (isObject(words) && words.ok === true) return null;
  const error = isObject(words) && typeof words.error === 'string' ? words.error : JSON.stringify(words);
  const code = typeof words === 'string' ? words : error;
  const help = Object.hasOwn(advice, code) ? advice[code] : undefined;
  return help === undefined ? code : `${code}. ${help}`;
}

/** Slack's error texts that say too little, with the way out. */
const advice: Readonly<Record<string, string>> = {
  invalid_payload: 'The body must be an object with `text` or `blocks` as Slack describes them.',
  no_text: 'The body needs a `text` that is not empty, or `blocks`.',
  no_service: 'The webhook was removed or disabled in Slack; make a new one.',
  no_active_hooks: 'The webhook was disabled in Slack; enable it or make a new one.',
  channel_not_found: 'The channel of the webhook does not exist any more.',
  channel_is_archived: 'Unarchive the channel, or make a webhook for another one.',
};
