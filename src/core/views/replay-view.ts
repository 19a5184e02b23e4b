/**
 * What a dry run of many events says: `tried` of `count` events would lead to so many runs and failed conditions. With `jq`,
 * only the events that were tried are counted.
 */
export type DryReplay = {
  count: number;
  complete: boolean;
  tried: number;
  runs: { automation: string; count: number }[];
  errors: number;
};
