import type { AutomationMap, MapNode } from '../../../core/views/map-view.ts';
import { loopOf, pathOf, shortened } from '../../core/map-words.ts';
import { triggerWords } from '../../core/trigger-words.ts';

/** The map as SVG; automations are links, and with `found` all others are dimmed. */
export function Drawing({ map, found }: { map: AutomationMap; found: ReadonlySet<string> | null }) {
  const off = new Set(map.nodes.filter(({ active }) => !active).map(({ id }) => id));
  return (
    <g class="map">
      <defs>
        <Arrow id="arrow" />
        <Arrow id="arrow-cycle" />
      </defs>
      {map.groups.map(({ title, x, y, width, height }) => (
        <g key={title} class="map-group">
          <rect x={x} y={y} width={width} height={height} rx={6} />
          <text x={x + 16} y={y + 24}>
            {shortened(title, 30)}
          </text>
        </g>
      ))}
      {map.edges.map((edge) => {
        const own = edge.from === edge.to ? map.nodes.find(({ id }) => id === edge.from) : undefined;
        const path = own === undefined ? pathOf(edge.points) : loopOf(own);
        const isOff = off.has(edge.from) || off.has(edge.to);
        return <Line key={`${edge.from} ${edge.to}`} path={path} isCycle={edge.cycle} isOff={isOff} />;
      })}
      {map.hubs.map(({ id, trigger, x, y, width, height }) => (
        <g key={id} class="map-hub">
          <rect x={x} y={y} width={width} height={height} rx={16} />
          <text x={x + width / 2} y={y + 21}>
            {shortened(triggerWords({ trigger, conditions: 0 }), 23)}
          </text>
        </g>
      ))}
      {map.nodes.map((node) => (
        <Node key={node.id} node={node} isDimmed={found !== null && !found.has(node.id)} />
      ))}
    </g>
  );
}

function Arrow({ id }: { id: string }) {
  return (
    <marker id={id} class={id} viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">
      <path d="M0 0L8 4L0 8z" />
    </marker>
  );
}

function Line({ path, isCycle, isOff }: { path: string; isCycle: boolean; isOff: boolean }) {
  const kind = isCycle ? 'cycle' : isOff ? 'off' : '';
  return <path class={`map-line ${kind}`} d={path} marker-end={isCycle ? 'url(#arrow-cycle)' : 'url(#arrow)'} />;
}

function Node({ node, isDimmed }: { node: MapNode; isDimmed: boolean }) {
  const { identifier, title, trigger, conditions, backend, active, cycle, x, y, width, height } = node;
  const name = title || identifier;
  const when = triggerWords({ trigger, conditions });
  const states = [cycle && 'cycle', !active && 'off', isDimmed && 'dimmed'].filter((one) => one !== false);
  const [shown, line] = [shortened(name, 25), shortened(`${backend.type} · ${when}`, 31)];
  // Begins with what is seen, so that people who speak to their browser can say it.
  const label = [`${shown} ${line}`, name, when, backend.label, !active && 'off', cycle && 'in a cycle'];
  return (
    <a
      class={`map-node ${states.join(' ')}`}
      href={`/automations/${encodeURIComponent(identifier)}`}
      aria-label={label.filter((part) => part !== false).join(', ')}
    >
      <rect x={x} y={y} width={width} height={height} rx={6} />
      <text class="name" x={x + 12} y={y + 23}>
        {shown}
      </text>{' '}
      <text x={x + 12} y={y + 43}>
        {line}
      </text>
    </a>
  );
}
