/** An on-off switch; `label` says what it switches. */
export function Switch({
  label,
  on,
  disabled,
  reason,
  onChange,
}: {
  label: string;
  on: boolean;
  disabled: boolean;
  /** Why it is disabled, for people who may not use it. */
  reason?: string | undefined;
  onChange(on: boolean): void;
}) {
  return (
    <button
      class="switch"
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={label}
      disabled={disabled}
      title={reason}
      onClick={() => onChange(!on)}
    >
      <span class="muted">{on ? 'On' : 'Off'}</span>
      <span class="knob" />
    </button>
  );
}
