import { useEffect, useRef } from "preact/hooks";

/** Views of a list as links, so that each has its own address. */
export function ViewTabs<T extends string>({
  views,
  chosen,
  hrefOf,
  label,
}: {
  readonly views: readonly { readonly view: T; readonly says: string; readonly count?: number }[];
  readonly chosen: T;
  readonly hrefOf: (view: T) => string;
  readonly label: string;
}) {
  const row = useRef<HTMLElement>(null);
  // Where the row is wider than the window, the chosen one may lie outside.
  useEffect(() => {
    row.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [chosen]);
  return (
    <nav ref={row} class="tabs" aria-label={label}>
      {views.map(({ view, says, count }) => (
        <a key={view} class="tab" href={hrefOf(view)} aria-current={view === chosen ? "page" : undefined}>
          {says}
          {count === undefined ? null : <span class="tab-count">{count}</span>}
        </a>
      ))}
    </nav>
  );
}
