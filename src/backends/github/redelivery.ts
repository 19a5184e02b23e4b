import { isObject, type Json } from '../../core/json.ts';
import type { Redelivery } from '../provider-contract.ts';
import type { GitHubClient } from './client.ts';

/** After this many failed attempts a delivery is not requested again: its content makes it fail, not an outage. */
const maxAttempts = 5;

/** The maximum number of pages, so that an endless list cannot block us; GitHub keeps deliveries for three days. */
const maxPages = 200;

type DeliveryAttempt = { id: number; guid: string; ok: boolean; at: number };

/**
 * Asks GitHub to redeliver what did not arrive since `since` (ms), which it never does by itself. Each GUID is
 * requested once per pass, and only if none of its attempts succeeded, so passes can be repeated safely.
 */
export async function redeliverMissed(github: Pick<GitHubClient, 'app'>, since: number): Promise<Redelivery> {
  const { attempts, complete: listed } = await listAttempts(github, since);
  const requested: string[] = [];
  const byGuid = new Map<string, DeliveryAttempt[]>();
  for (const attempt of attempts) byGuid.set(attempt.guid, [...(byGuid.get(attempt.guid) ?? []), attempt]);
  for (const [guid, tries] of byGuid) {
    const [newest] = tries;
    if (newest === undefined || tries.some(({ ok }) => ok) || tries.length >= maxAttempts) continue;
    const route = 'POST /app/hook/deliveries/{delivery_id}/attempts';
    const result = await github.app(route, { delivery_id: newest.id });
    if (result.type !== 'answer' || result.status >= 500 || result.status === 429 || result.status === 403) {
      return { examined: attempts.length, requested, complete: false };
    }
    // 404 or 422 means that this delivery is too old; the others may not be.
    if (result.status < 300) requested.push(guid);
  }
  return { examined: attempts.length, requested, complete: listed };
}

/** Lists all delivery attempts since `since`, newest first, page by page. */
async function listAttempts(github: Pick<GitHubClient, 'app'>, since: number) {
  const attempts: DeliveryAttempt[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < maxPages; page += 1) {
    const parameters = { per_page: 100, ...(cursor !== null && { cursor }) };
    const result = await github.app('GET /app/hook/deliveries', parameters);
    if (result.type !== 'answer' || result.status !== 200 || !Array.isArray(result.data)) {
      return { attempts, complete: false };
    }
    const read = result.data.flatMap(readAttempt);
    attempts.push(...read.filter(({ at }) => at >= since));
    cursor = nextCursor(result.headers.link);
    if (cursor === null || read.some(({ at }) => at < since)) return { attempts, complete: true };
  }
  return { attempts, complete: false };
}

function readAttempt(item: Json): DeliveryAttempt[] {
  if (!isObject(item)) return [];
  const { id, guid, status_code, delivered_at } = item;
  if (typeof id !== 'number' || typeof guid !== 'string' || typeof delivered_at !== 'string') return [];
  const code = typeof status_code === 'number' ? status_code : 0;
  return [{ id, guid, ok: code >= 200 && code < 300, at: Date.parse(delivered_at) }];
}

/** The cursor of the next page in a Link header. */
function nextCursor(link: string | undefined): string | null {
  const next = (link ?? '').split(',').find((part) => part.includes('rel="next"'));
  const address = next?.slice(next.indexOf('<') + 1, next.indexOf('>'));
  return address !== undefined && URL.canParse(address) ? new URL(address).searchParams.get('cursor') : null;
}
