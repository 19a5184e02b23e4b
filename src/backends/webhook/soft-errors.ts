import { isObject, type Json } from '../../core/json.ts';

/** A provider that answers with a success status when it did not carry out a call. */
type SoftErrorProvider = {
  name: string;
  hosts: readonly string[];
  /** The provider's own reason; null when there is none. */
  reason(answer: Json): string | null;
};

/** Reads a code under a key; 0 means success. */
const codeUnder =
  (key: string, words: string) =>
  (answer: Json): string | null => {
    if (!isObject(answer) || typeof answer[key] !== 'number' || answer[key] === 0) return null;
    return `${answer[key]} ${typeof answer[words] === 'string' ? answer[words] : ''}`.trim();
  };

const providers: readonly SoftErrorProvider[] = [
  {
    name: 'Microsoft Teams',
    hosts: ['webhook.office.com', 'outlook.office.com', 'outlook.office365.com'],
    // It answers `1`, or nothing, when it accepted the message.
    reason: (answer) =>
      typeof answer === 'string' && /fail|error|bad payload|invalid|too large|throttl/i.test(answer) ? answer : null,
  },
  { name: 'DingTalk', hosts: ['oapi.dingtalk.com'], reason: codeUnder('errcode', 'errmsg') },
  { name: 'WeCom', hosts: ['qyapi.weixin.qq.com'], reason: codeUnder('errcode', 'errmsg') },
  { name: 'Lark', hosts: ['open.feishu.cn', 'open.larksuite.com'], reason: codeUnder('code', 'msg') },
  {
    name: 'Telegram',
    hosts: ['api.telegram.org'],
    reason: (answer) => (isObject(answer) && answer.ok === false ? String(answer.description ?? 'ok is false') : null),
  },
];

/** The warning for an answer with a success status that its sender is known to use for errors; otherwise null. */
export function softError(url: string, answer: Json): string | null {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  const provider = providers.find(({ hosts }) => hosts.some((one) => host === one || host.endsWith(`.${one}`)));
  const reason = provider?.reason(answer) ?? null;
  if (reason !== null) return `${provider?.name} answered with success and an error: ${reason}`;
  const errors = graphQlErrors(answer);
  return errors === null ? null : `The answer has errors, as GraphQL reports them: ${errors}`;
}

/** The messages of a GraphQL answer's errors (specification, 7.1); null for any other answer. */
function graphQlErrors(answer: Json): string | null {
  if (!isObject(answer) || !Array.isArray(answer.errors) || answer.errors.length === 0) return null;
  const others = Object.keys(answer).filter((key) => !['data', 'errors', 'extensions'].includes(key));
  const messages = answer.errors.map((error) => (isObject(error) ? error.message : undefined));
  if ((others.length > 0 && !('data' in answer)) || !messages.every((message) => typeof message === 'string'))
    return null;
  return messages.join('; ');
}
