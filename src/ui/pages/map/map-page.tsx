import type { AutomationMap, MapNode } from '../../../core/views/map-view.ts';
import { connectionsOf, isFound } from '../../core/map-words.ts';
import { filtersOf } from '../../core/url-filters.ts';
import { FilterBar } from '../../parts/filter-bar.tsx';
import { PanZoom } from '../../parts/pan-zoom.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { location } from '../../state/location.ts';
import { useResource } from '../../state/resource.ts';
import { Drawing } from './drawing.tsx';

const names = ['search', 'blueprint', 'backend'];

/** The map of what triggers what, as a drawing and as text. */
export function MapPage() {
  const answer = useResource<{ map: AutomationMap }>('/v1/automations/map', ['automation:', 'blueprint:']);
  return (
    <>
      <h1>Map</h1>
      <Loaded of={answer}>{({ map }) => (map.nodes.length === 0 ? <Nothing /> : <Content map={map} />)}</Loaded>
    </>
  );
}

function Nothing() {
  return (
    <Empty icon="workflow" title="Nothing to draw yet">
      <p>
        The map shows which automations trigger each other. <a href="/automations">Add the first automation</a>.
      </p>
    </Empty>
  );
}

function Content({ map }: { map: AutomationMap }) {
  const filters = filtersOf(location.value.query, names);
  const isFiltered = Object.keys(filters).length > 0;
  const found = isFiltered ? new Set(map.nodes.filter((node) => isFound(node, filters)).map(({ id }) => id)) : null;
  const choices = [
    choiceOf('blueprint', 'Blueprint', map.nodes, ({ trigger }) => trigger.blueprint),
    choiceOf('backend', 'Backend', map.nodes, ({ backend }) => backend.type),
  ];
  const first = found === null ? undefined : map.nodes.find(({ id }) => found.has(id));
  return (
    <>
      <FilterBar filters={filters} search="Find automations" choices={choices} />
      <p class="muted map-legend" role="status">
        {countWords(map, found)}
      </p>
      <PanZoom label="Map: arrow keys move it, + and - zoom, 0 shows all" size={map} shown={first}>
        <Drawing map={map} found={found} />
      </PanZoom>
      <AsText map={map} />
    </>
  );
}

function countWords({ nodes, edges, omitted }: AutomationMap, found: ReadonlySet<string> | null): string {
  const cyclic = nodes.filter(({ cycle }) => cycle).length;
  return [
    found === null ? counted(nodes.length, 'automation') : `${found.size} of ${counted(nodes.length, 'automation')}`,
    counted(edges.length, 'connection'),
    ...(cyclic > 0 ? [`${counted(cyclic, 'automation')} in a cycle, dashed and red`] : []),
    ...(omitted > 0 ? [`${omitted} more without a connection are not drawn`] : []),
  ].join(' · ');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function choiceOf(name: string, label: string, nodes: readonly MapNode[], read: (node: MapNode) => string | undefined) {
  const values = [...new Set(nodes.flatMap((node) => read(node) ?? []))].sort();
  return { name, label, options: values.map((value) => ({ value, title: value })) };
}

/** The map as sentences, for people who cannot see the drawing. */
function AsText({ map }: { map: AutomationMap }) {
  const connections = connectionsOf(map);
  return (
    <details class="box fold">
      <summary>As text: what triggers what</summary>
      <ul>
        {connections.map(({ node, reaches }) => (
          <li class="row" key={node.id}>
            <p>
              <Named node={node} /> can trigger{' '}
              {reaches.map((other, index) => (
                <>
                  {index > 0 && ', '}
                  <Named node={other} />
                </>
              ))}
              {node.cycle && <span class="label danger">In a cycle</span>}
            </p>
          </li>
        ))}
        {connections.length === 0 && <li class="row muted">No automation can trigger another.</li>}
      </ul>
    </details>
  );
}

function Named({ node }: { node: MapNode }) {
  return (
    <a href={`/automations/${encodeURIComponent(node.identifier)}`}>
      <bdi>{node.title || node.identifier}</bdi>
    </a>
  );
}
