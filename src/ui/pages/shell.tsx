import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { placeOf, places, type Route, routeOf } from '../core/page-address.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { later } from '../parts/later.tsx';
import { Proposal } from '../parts/proposal.tsx';
import { Empty } from '../parts/states.tsx';
import { helpShown } from '../state/keyboard.ts';
import { liveness } from '../state/live-updates.ts';
import { location } from '../state/location.ts';
import { holds, session, signOut } from '../state/session.ts';
import { AuditPage } from './audit/audit-page.tsx';
import { AutomationsPage } from './automations/automations-page.tsx';
import { BlueprintsPage } from './catalog/blueprints-page.tsx';
import { EntitiesPage } from './catalog/entities-page.tsx';
import { EventPage } from './events/event-page.tsx';
import { EventsPage } from './events/events-page.tsx';
import { HealthPage } from './health/health-page.tsx';
import { HistoryPage } from './history/history-page.tsx';
import { RunPage } from './runs/run-page.tsx';
import { RunsPage } from './runs/runs-page.tsx';
import { SignInPage } from './sign-in.tsx';
import { TargetsPage } from './targets/targets-page.tsx';
import { WaitingRuns } from './waiting-runs-dialog.tsx';

const EditPage = later<{ id: string | null }>(() => import('./edit/edit-page.tsx').then((module) => module.EditPage));

const MapPage = later<object>(() => import('./map/map-page.tsx').then((module) => module.MapPage));

const ClientsPage = later<object>(() => import('./clients/clients-page.tsx').then((module) => module.ClientsPage));

const EntityPage = later<{ blueprint: string; id: string }>(() =>
  import('./catalog/entity-page.tsx').then((module) => module.EntityPage),
);
const NewEntityPage = later<{ blueprint: string }>(() =>
  import('./catalog/entity-page.tsx').then((module) => module.NewEntityPage),
);

/** The whole page: header, navigation, and the view of the address. */
export function Shell() {
  const who = session.value;
  const route = routeOf(location.value.path);
  const { path } = location.value;
  const wasShown = useRef(path);
  // Before the view is painted; afterwards, this would take the focus from whatever has been pressed by then.
  useLayoutEffect(() => {
    const own = 'id' in route ? [route.id] : [];
    document.title = [...own, placeOf(path)?.title ?? 'Not found', 'Catalog Automations'].join(' · ');
    // The link that led here is gone, and with it the keyboard's position.
    if (wasShown.current !== path) document.getElementById('main')?.focus({ preventScroll: true });
    wasShown.current = path;
  }, [path]);
  if (who === undefined) return <Header />;
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <Header />
      {who.session !== null && <Navigation path={location.value.path} />}
      <main id="main" tabIndex={-1}>
        {who.session === null ? <SignInPage /> : <View route={route} />}
      </main>
      {helpShown.value && <Keys />}
      <Proposal />
      <WaitingRuns />
    </>
  );
}

function Header() {
  const who = session.value?.session;
  return (
    <header>
      <a class="brand" href="/automations">
        <Icon name="zap" /> Catalog Automations
      </a>
      {who && (
        <>
          <span class="live" role="status">
            {liveness.value === 'broken' && <span class="label danger">Not live</span>}
          </span>
          <span class="muted who">{who.name}</span>
          <button class="button" type="button" onClick={() => void signOut()}>
            Sign out
          </button>
        </>
      )}
    </header>
  );
}

function Navigation({ path }: { path: string }) {
  const current = placeOf(path);
  const list = useRef<HTMLElement>(null);
  const shown = places.filter(({ view }) => view !== 'clients' || holds('write'));
  useEffect(() => {
    // On a phone the place may lie beyond the edge.
    const link = list.current?.querySelector<HTMLElement>('[aria-current]');
    list.current?.scrollTo({ left: (link?.offsetLeft ?? 0) - 64 });
  }, [current]);
  return (
    <nav aria-label="Main" ref={list}>
      {shown.map(({ href, title }) => (
        <a key={href} href={href} aria-current={current?.href === href ? 'page' : undefined}>
          {title}
        </a>
      ))}
    </nav>
  );
}

function View({ route }: { route: Route }) {
  if (route.view === 'automations') return <AutomationsPage />;
  if (route.view === 'automation') return <EditPage key={route.id} id={route.id} />;
  if (route.view === 'automation-history') return <HistoryPage key={route.id} id={route.id} />;
  if (route.view === 'new-automation') return <EditPage key="new" id={null} />;
  if (route.view === 'map') return <MapPage />;
  if (route.view === 'audit-log') return <AuditPage />;
  if (route.view === 'targets') return <TargetsPage />;
  if (route.view === 'health') return <HealthPage />;
  if (route.view === 'clients') return <ClientsPage />;
  if (route.view === 'catalog') return <BlueprintsPage />;
  if (route.view === 'entities') return <Entities key={route.blueprint} blueprint={route.blueprint} />;
  if (route.view === 'entity') return <EntityPage key={`${route.blueprint} ${route.id}`} {...route} />;
  if (route.view === 'runs') return <RunsPage />;
  if (route.view === 'run') return <RunPage key={route.id} id={route.id} />;
  if (route.view === 'events') return <EventsPage />;
  if (route.view === 'event') return <EventPage key={route.id} id={route.id} />;
  return (
    <>
      <h1>Not found</h1>
      <Empty icon="search" title={`There is nothing at ${location.value.path}`}>
        <p>
          {places
            .filter(({ view }) => view !== 'clients' || holds('write'))
            .map(({ href, title }, index) => (
              <span key={href}>
                {index > 0 && ' · '}
                <a href={href}>{title}</a>
              </span>
            ))}
        </p>
      </Empty>
    </>
  );
}

function Entities({ blueprint }: { blueprint: string }) {
  const isNew = new URLSearchParams(location.value.query).has('new');
  return isNew ? <NewEntityPage blueprint={blueprint} /> : <EntitiesPage blueprint={blueprint} />;
}

function Keys() {
  const hide = () => {
    helpShown.value = false;
  };
  return (
    <Dialog title="Keyboard" onClose={hide}>
      {(close) => (
        <>
          <dl class="facts">
            <dt>
              <kbd>/</kbd>
            </dt>
            <dd>Search</dd>
            <dt>
              <kbd>n</kbd>
            </dt>
            <dd>New automation</dd>
            <dt>
              <kbd>?</kbd>
            </dt>
            <dd>This help</dd>
          </dl>
          <button class="button" type="button" onClick={close}>
            Close
          </button>
        </>
      )}
    </Dialog>
  );
}
