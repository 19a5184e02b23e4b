/** The name under which Port's own agent claims runs. */
export const portAgent = '_PORT_EXEC_AGENT';

/** What a run waits for: an agent of this installation that takes this type of invocation. */
export function agentTarget(type: string, installation: string): string {
  return `agent:${type}:${installation}`;
}
