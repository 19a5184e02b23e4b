import { Labelled } from '../../form/labelled.tsx';
import { catalogIcons } from '../../parts/catalog-icons.ts';
import { Icon } from '../../parts/icon.tsx';

/** The icon of an automation: one of the common ones by a click, or any name that the catalog knows. */
export function IconPicker({ value, onChange }: { value: string; onChange(icon: string): void }) {
  return (
    <Labelled
      id="basic-icon"
      title="Icon"
      required={false}
      help="The name of an icon of the catalog. The buttons write common ones."
    >
      <input
        id="basic-icon"
        type="text"
        spellcheck={false}
        value={value}
        aria-describedby="basic-icon-help"
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <fieldset class="icon-picker" aria-label="Common icons">
        {Object.entries(catalogIcons).map(([name, icon]) => (
          <button
            key={name}
            class="button icon-only"
            type="button"
            aria-label={name}
            title={name}
            aria-pressed={name === value}
            onClick={() => onChange(name === value ? '' : name)}
          >
            <Icon name={icon} />
          </button>
        ))}
      </fieldset>
    </Labelled>
  );
}
