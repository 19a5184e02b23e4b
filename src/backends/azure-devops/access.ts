/** Which Azure DevOps is called, and with what. */
export type AzureAccess = {
  /** Its address without a trailing slash. */
  url: string;
  /** A personal access token that may read and run pipelines; null: only incoming webhooks can be called. */
  token: string | null;
  /** The pipeline behind an incoming webhook, by `webhookKey`. */
  pipelines: Readonly<Record<string, AzurePipeline>>;
};

/** A pipeline, as its address in the browser names it. */
export type AzurePipeline = { project: string; pipelineId: number };
