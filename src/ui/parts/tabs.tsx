import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

/** Tabs by the pattern of ARIA's authoring practices: arrow keys move between them. */
export function Tabs({
  label,
  tabs,
}: {
  label: string;
  tabs: readonly { title: string; content: () => ComponentChildren }[];
}) {
  const [chosen, setChosen] = useState(0);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const next = (chosen + step + tabs.length) % tabs.length;
    setChosen(next);
    document.getElementById(`tab-${next}`)?.focus();
    event.preventDefault();
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label}>
        {tabs.map(({ title }, index) => (
          <button
            key={title}
            id={`tab-${index}`}
            type="button"
            role="tab"
            aria-selected={index === chosen}
            aria-controls="tab-panel"
            tabIndex={index === chosen ? 0 : -1}
            onClick={() => setChosen(index)}
            onKeyDown={move}
          >
            {title}
          </button>
        ))}
      </div>
      <div class="tab-panel" id="tab-panel" role="tabpanel" aria-labelledby={`tab-${chosen}`}>
        {tabs[chosen]?.content()}
      </div>
    </>
  );
}
