import { useResource } from '../../state/resource.ts';

/** Chooses the automation that events are replayed to; empty: every one that matches. */
export function AutomationChoice({ value, onChange }: { value: string; onChange(value: string): void }) {
  const { data } = useResource<{ actions: { identifier: string }[] }>('/v1/actions', []);
  return (
    <label class="field">
      <span class="field-title">To</span>
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        <option value="">All automations that match</option>
        {data?.actions.map(({ identifier }) => (
          <option key={identifier} value={identifier}>
            {identifier}
          </option>
        ))}
      </select>
    </label>
  );
}
