/** What bulk work is about: the filters by which it was chosen. */
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
