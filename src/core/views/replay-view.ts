/**
 * The result of a dry run on many events: what `tried` of `count` events would start, and how many conditions would
 * fail. With `jq`, only the events that were tried are counted.
 */
export type DryReplay = {
  count: number;
  complete: boolean;
  tried: number;
  runs: { automation: string; count: number }[];
  errors: number;
};
