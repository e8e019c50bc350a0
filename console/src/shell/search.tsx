import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { SearchResults } from "../../../src/http/contract.ts";
import { asFault, call } from "../lib/api.ts";
import { words } from "../lib/format.ts";
import { go } from "../lib/router.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon, type IconName } from "../ui/icon.tsx";
import { openPages } from "./pages.ts";

export const searchShown = signal(false);
const close = () => {
  searchShown.value = false;
};
const PAUSE_MS = 140;

interface Hit {
  readonly to: string;
  readonly icon: IconName;
  readonly says: string;
  readonly note: string;
}

const pageHits = (typed: string): readonly Hit[] =>
  openPages()
    .filter((page) => page.label.toLowerCase().includes(typed.toLowerCase()))
    .map((page) => ({ to: `/${page.path}`, icon: page.icon, says: page.label, note: "Go to" }));

const foundHits = (found: SearchResults): readonly Hit[] => [
  ...found.people.map((person): Hit => {
    const to = person.role === "customer" ? `/customers/${person.id}` : "/settings?part=agents";
    return {
      to,
      icon: "customers",
      says: person.displayName,
      note: `${words(person.role)}, ${person.workspaceName}`,
    };
  }),
  ...found.tickets.map(
    (ticket): Hit => ({
      to: `/tickets/${ticket.number}`,
      icon: "tickets",
      says: `#${ticket.number} ${ticket.subject}`,
      note: words(ticket.state),
    }),
  ),
  ...found.articles.map(
    (article): Hit => ({
      to: `/knowledge/${encodeURIComponent(article.id)}`,
      icon: "knowledge",
      says: article.title,
      note: article.source,
    }),
  ),
];

export function Search() {
  const [typed, setTyped] = useState("");
  const [found, setFound] = useState<readonly Hit[]>([]);
  const [note, setNote] = useState("");
  const [chosen, setChosen] = useState(0);
  const hits = [...found, ...pageHits(typed)];

  useEffect(() => {
    setChosen(0);
    if (typed.trim() === "") {
      setFound([]);
      setNote("");
      return;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      call("GET /search", { query: { q: typed.trim() }, signal: stop.signal }).then(
        (results) => {
          const next = foundHits(results);
          setFound(next);
          setNote(next.length === 0 ? "Nobody, no ticket and no article by these words." : "");
        },
        (error: unknown) => {
          if (!stop.signal.aborted) setNote(`${asFault(error).message} ${asFault(error).cure}`);
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [typed]);

  const open = (hit: Hit | undefined) => {
    if (!hit) return;
    close();
    go(hit.to);
  };
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && hits.length > 0) {
      event.preventDefault();
      setChosen((chosen + step + hits.length) % hits.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      open(hits[chosen]);
    }
  };

  return (
    <Dialog title="Search" onClose={close}>
      <div class="search">
        <input
          class="input search-input"
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="search-hits"
          aria-activedescendant={hits.length > 0 ? `search-hit-${chosen}` : undefined}
          aria-label="Search people, tickets and articles"
          placeholder="Name, ticket number or words"
          autocomplete="off"
          autofocus
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={onKey}
        />
        <div class="search-hits" id="search-hits" role="listbox" aria-label="Found">
          {hits.map((hit, index) => (
            <div
              key={`${hit.to}${hit.says}`}
              id={`search-hit-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              class={index === chosen ? "search-hit search-hit-chosen" : "search-hit"}
              onMouseMove={() => setChosen(index)}
              onMouseDown={() => open(hit)}
            >
              <Icon name={hit.icon} size={16} />
              <span class="cut">{hit.says}</span>
              <span class="faint cut">{hit.note}</span>
            </div>
          ))}
        </div>
        <p class="faint search-note" role="status">
          {note}
        </p>
      </div>
    </Dialog>
  );
}
