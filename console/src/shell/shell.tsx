import { effect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { address, segments } from "../lib/router.ts";
import { Icon } from "../ui/icon.tsx";
import { Toasts } from "../ui/toasts.tsx";
import { Keys, keysShown } from "./keys.tsx";
import { openPages, PAGES } from "./pages.ts";
import { railShown } from "./rail-state.ts";
import { Search, searchShown } from "./search.tsx";
import { TopBar } from "./top-bar.tsx";

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

function onKey(event: KeyboardEvent): void {
  const isFind = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
  if (isFind || (event.key === "/" && !isTyping(event.target) && !event.ctrlKey)) {
    event.preventDefault();
    searchShown.value = true;
  } else if (event.key === "?" && !isTyping(event.target)) {
    keysShown.value = true;
  }
}

export function Shell({ children }: { readonly children: ComponentChildren }) {
  const main = useRef<HTMLElement>(null);
  const page = segments.value[0] ?? "";
  const here = address.value.path;
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  useEffect(
    () =>
      effect(() => {
        const name = PAGES.find((entry) => entry.path === segments.value[0])?.label;
        document.title = name ? `${name} · Rapport` : "Rapport";
      }),
    [],
  );
  useEffect(() => {
    railShown.value = false;
    main.current?.scrollTo(0, 0);
  }, [here]);
  return (
    <div class={`shell ${page === "playground" ? "shell-compact" : ""}`}>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <TopBar />
      <nav class={`rail ${railShown.value ? "rail-shown" : ""}`} aria-label="Main">
        <ul>
          {openPages().map((entry) => (
            <li key={entry.path}>
              <a
                href={`/${entry.path}`}
                title={entry.label}
                aria-current={entry.path === page ? "page" : undefined}
              >
                <Icon name={entry.icon} />
                <span class="rail-label">{entry.label}</span>
              </a>
            </li>
          ))}
        </ul>
        <p class="rail-foot">
          Press <kbd class="kbd">?</kbd> for keys
        </p>
      </nav>
      {railShown.value ? (
        <button
          type="button"
          class="rail-scrim"
          aria-label="Close the menu"
          onClick={() => {
            railShown.value = false;
          }}
        />
      ) : null}
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <Toasts />
      {searchShown.value ? <Search /> : null}
      {keysShown.value ? <Keys /> : null}
    </div>
  );
}
