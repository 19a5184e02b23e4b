/** The filters by which bulk work was selected. */
export function Selection({ of }: { of: Readonly<Record<string, string>> }) {
  return (
    <p class="muted labels">
      {Object.entries(of).map(([name, value]) => (
        <span class="label" key={name}>
          <bdi>
            {name}: {value}
          </bdi>
        </span>
      ))}
    </p>
  );
}
