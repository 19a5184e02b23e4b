import { useEffect, useState } from 'preact/hooks';
import { withValue, withYaml } from '../../core/draft.ts';
import { CodeField } from '../../form/code-field.tsx';
import { useValidation } from '../../state/validation.ts';
import type { TabProps } from './edit-tabs.tsx';

type Yaml = typeof import('../../editor/yaml.ts');

/** The whole definition as YAML, as it would be in a file of a repository. */
export function YamlTab(props: TabProps) {
  const [yaml, setYaml] = useState<Yaml | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    import('../../editor/yaml.ts').then(setYaml, () => setFailed(true));
  }, []);
  if (failed) return <p class="problem">YAML could not be loaded. The JSON tab has the same definition.</p>;
  return yaml === null ? <p class="muted">Loading the editor…</p> : <YamlField {...props} yaml={yaml} />;
}

function YamlField({ draft, onChange, yaml }: TabProps & { yaml: Yaml }) {
  const given = draft.text;
  const [typed, setTyped] = useState(() => ({ text: yaml.yamlOf(draft.value), means: given }));
  // A correction may have changed the definition in the meantime.
  const text = draft.yaml ?? (typed.means === given ? typed.text : yaml.yamlOf(draft.value));
  const problem = draft.yaml === null ? null : draft.problem;
  const issues = useValidation(text, 'automation.yml');
  const type = (next: string) => {
    const read = yaml.readDefinition(next);
    if (read.problem !== null) return onChange(withYaml(draft, next, read.problem));
    const changed = withValue(draft, read.value);
    setTyped({ text: next, means: changed.text });
    onChange(changed);
  };
  return (
    <div class="field">
      <span class="field-title">Definition as YAML</span>
      <CodeField label="Definition as YAML" language="yaml" text={text} issues={issues} onChange={type} />
      {problem !== null && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <p class="muted help">
        The same definition, as a file in a repository has it. Comments stay while this tab is open, and are not stored.
      </p>
    </div>
  );
}
