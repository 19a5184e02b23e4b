import { Labelled } from '../../form/labelled.tsx';

/** The menu that decides which fields follow; a type that the service does not know is kept and shown. */
export function TypeChoice({
  id,
  title,
  value,
  options,
  help,
  onChange,
}: {
  id: string;
  title: string;
  value: string;
  options: readonly { value: string; title: string }[];
  help: string | null;
  onChange(value: string): void;
}) {
  const known = options.some((option) => option.value === value);
  return (
    <Labelled id={id} title={title} required help={help}>
      <select
        id={id}
        value={value}
        aria-describedby={`${id}-help`}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      >
        {!known && <option value={value}>{value || 'Choose…'}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.title}
          </option>
        ))}
      </select>
    </Labelled>
  );
}
