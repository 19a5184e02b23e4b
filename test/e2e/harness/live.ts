/** A stream of news, as a page reads it. */
export type LiveStream = {
  headers: Headers;
  /** All that came so far, as text. */
  text(): string;
  /** All topics that came so far. */
  topics(): string[];
  /** Resolves once the service has ended the stream. */
  ended: Promise<void>;
  /** Hangs up. */
  close(): void;
};

/** Opens `GET /v1/live` of a service. */
export async function openLive(url: string, headers: Record<string, string> = {}): Promise<LiveStream> {
  const abort = new AbortController();
  const response = await fetch(`${url}/v1/live`, { headers, signal: abort.signal });
  if (response.status !== 200 || response.body === null) throw new Error(`/v1/live answered ${response.status}`);
  let text = '';
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const read = async (): Promise<void> => {
    for (;;) {
      const { done, value = '' } = await reader.read();
      text += value;
      if (done) return;
    }
  };
  return {
    headers: response.headers,
    text: () => text,
    topics: () =>
      [...text.matchAll(/^event: changed\ndata: (.+)$/gm)].flatMap(([, data = '']) => JSON.parse(data) as string[]),
    // Hanging up fails the reading.
    ended: read().catch(() => {}),
    close: () => abort.abort(),
  };
}
