/** The way to a view, as links above its title. */
export function Crumbs({ links }: { links: readonly { href: string; title: string }[] }) {
  return (
    <ol class="crumbs" aria-label="You are in">
      {links.map(({ href, title }) => (
        <li key={href}>
          <a href={href}>
            <bdi>{title}</bdi>
          </a>
        </li>
      ))}
    </ol>
  );
}
