import { actingName, actingRole } from "../lib/persona.ts";
import { logOut, me } from "../lib/session.ts";
import { type Theme, theme, turnTheme } from "../lib/theme.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { Avatar } from "../ui/parts.tsx";
import { attempt } from "../ui/toasts.tsx";
import { railShown } from "./rail-state.ts";
import { searchShown } from "./search.tsx";

const THEME_ICON: Readonly<Record<Theme, IconName>> = { system: "system", light: "sun", dark: "moon" };

export function TopBar() {
  const known = me.value;
  const person = known?.person;
  const isOpen = known?.login === "off";
  const name = (isOpen && actingName.value) || person?.displayName || "";
  const note = isOpen ? `${actingRole.value || "operator"}, this machine` : (person?.role ?? "");
  return (
    <header class="top-bar">
      <button
        type="button"
        class="icon-button menu-button"
        aria-label="Menu"
        aria-expanded={railShown.value}
        onClick={() => {
          railShown.value = !railShown.value;
        }}
      >
        <Icon name="menu" />
      </button>
      <a class="brand" href="/" aria-label="Rapport, home">
        <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
          <rect class="brand-tile" width="32" height="32" rx="8" />
          <path
            class="brand-bubble"
            d="M8 10.5A2.5 2.5 0 0 1 10.5 8h11a2.5 2.5 0 0 1 2.5 2.5v7a2.5 2.5 0 0 1-2.5 2.5H15l-4.5 4v-4A2.5 2.5 0 0 1 8 17.5z"
          />
        </svg>
        <span>Rapport</span>
      </a>
      <span class="tenant" title="Company">
        {known?.tenant.name}
      </span>
      {person && person.role !== "customer" ? (
        <button
          type="button"
          class="search-button"
          onClick={() => {
            searchShown.value = true;
          }}
        >
          <Icon name="search" size={16} />
          <span class="search-words">Search people, tickets, articles</span>
          <kbd class="kbd">Ctrl K</kbd>
        </button>
      ) : null}
      <button
        type="button"
        class="icon-button"
        aria-label={`Theme: ${theme.value}. Change`}
        title={`Theme: ${theme.value}`}
        onClick={turnTheme}
      >
        <Icon name={THEME_ICON[theme.value]} />
      </button>
      {person ? (
        <span class="who" title={`${name}, ${note}`}>
          <Avatar name={name} size="small" />
          <span class="who-words">
            {name}
            <span class="faint">{note}</span>
          </span>
        </span>
      ) : null}
      {known?.login === "required" ? (
        <button
          type="button"
          class="icon-button"
          aria-label="Log out"
          title="Log out"
          onClick={() => void attempt(logOut)}
        >
          <Icon name="out" />
        </button>
      ) : null}
    </header>
  );
}
