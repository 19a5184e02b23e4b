/** The name under which Port's own agent claims runs. */
export const portAgent = '_PORT_EXEC_AGENT';

/** The target of a run that waits for an agent of this installation for this type of invocation. */
export function agentTarget(type: string, installation: string): string {
  return `agent:${type}:${installation}`;
}
