/** An on-off switch; `label` says what it switches. */
export function Switch({
  label,
  on,
  disabled,
  onChange,
}: {
  label: string;
  on: boolean;
  disabled: boolean;
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
      onClick={() => onChange(!on)}
    >
      <span class="muted">{on ? 'On' : 'Off'}</span>
      <span class="knob" />
    </button>
  );
}
