import { useRef, useState } from 'preact/hooks';
import type { Json } from '../../core/json.ts';
import { rowAfterKey, type TreeRow, treeRows } from '../core/tree-rows.ts';

/** A value as a tree that opens and closes; `onChoose` gets the jq path of what is clicked or entered. */
export function JsonTree({
  label,
  value,
  open: openAtFirst,
  onChoose,
}: {
  label: string;
  value: Json;
  /** The jq paths of the branches that are open at first. */
  open: readonly string[];
  onChoose(path: string): void;
}) {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(openAtFirst));
  const [current, setCurrent] = useState('');
  const tree = useRef<HTMLDivElement>(null);
  const rows = treeRows(value, open);
  const at = Math.max(
    0,
    rows.findIndex(({ id }) => id === current),
  );
  const setBranch = (id: string, isOpen: boolean) => {
    const next = new Set(open);
    if (isOpen) next.add(id);
    else next.delete(id);
    setOpen(next);
  };
  const press = (event: KeyboardEvent) => {
    const row = rows[at];
    const next = rowAfterKey(rows, at, event.key);
    const target = next === undefined ? undefined : rows[next];
    if (target !== undefined) {
      setCurrent(target.id);
      tree.current?.querySelectorAll<HTMLElement>('[role=treeitem]')[next ?? 0]?.focus();
    } else if (row?.type === 'branch' && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
      setBranch(row.id, event.key === 'ArrowRight');
    } else if (row !== undefined && (event.key === 'Enter' || event.key === ' ')) {
      onChoose(row.id);
    } else return;
    event.preventDefault();
  };
  return (
    <div class="tree" role="tree" aria-label={label} ref={tree} onKeyDown={press}>
      {rows.map((row, index) => (
        <Row
          key={row.id}
          row={row}
          isCurrent={index === at}
          onFocus={() => setCurrent(row.id)}
          onToggle={() => setBranch(row.id, !row.isOpen)}
          onChoose={() => onChoose(row.id)}
        />
      ))}
    </div>
  );
}

function Row({
  row,
  isCurrent,
  onFocus,
  onToggle,
  onChoose,
}: {
  row: TreeRow;
  isCurrent: boolean;
  onFocus(): void;
  onToggle(): void;
  onChoose(): void;
}) {
  const isBranch = row.type === 'branch';
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys of all its rows.
    <div
      class={`tree-row level-${Math.min(row.level, 8)}`}
      role="treeitem"
      aria-level={row.level}
      aria-expanded={isBranch ? row.isOpen : undefined}
      aria-selected={isCurrent}
      tabIndex={isCurrent ? 0 : -1}
      onFocus={onFocus}
      onClick={onChoose}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys open and close a row. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the same. */}
      <span
        class={`twisty ${isBranch ? (row.isOpen ? 'open' : 'closed') : ''}`}
        onClick={(event) => {
          if (!isBranch) return;
          event.stopPropagation();
          onToggle();
        }}
      />
      <span class="tree-key">{row.name}</span>
      {!row.isOpen && <bdi class={`tree-value ${row.type}`}>{row.value}</bdi>}
    </div>
  );
}
