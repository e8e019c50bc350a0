import { computed, signal } from "@preact/signals";

/** Where we are, as the address bar says it. */
export const address = signal({ path: location.pathname, query: location.search });

export const segments = computed(() =>
  address.value.path
    .split("/")
    .filter(Boolean)
    .map((part) => decodeURIComponent(part)),
);
export const query = computed(() => new URLSearchParams(address.value.query));

const read = () => {
  address.value = { path: location.pathname, query: location.search };
};

export function go(to: string, how: "push" | "replace" = "push"): void {
  if (to === location.pathname + location.search) return;
  if (how === "push") history.pushState(null, "", to);
  else history.replaceState(null, "", to);
  read();
}

/** Changes parts of the query, keeps the path; `null` removes. */
export function setQuery(
  change: Readonly<Record<string, string | null>>,
  how: "push" | "replace" = "push",
): void {
  const next = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(change)) {
    if (value === null) next.delete(key);
    else next.set(key, value);
  }
  const words = next.toString();
  go(location.pathname + (words ? `?${words}` : ""), how);
}

/** Links inside the console are ordinary `<a href>`; this keeps them from loading the page anew. */
export function followLinks(): void {
  addEventListener("popstate", read);
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download")) return;
    if (link.origin !== location.origin || link.pathname.startsWith("/api/")) return;
    if (link.getAttribute("href")?.startsWith("#")) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}
