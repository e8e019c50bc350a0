import { useEffect, useState } from "preact/hooks";
import type { DeliveryRow } from "../../../../src/http/contract.ts";
import { ago, counted } from "../../lib/format.ts";
import { useListKeys } from "../../lib/list-keys.ts";
import { now } from "../../lib/now.ts";
import { isAdmin } from "../../lib/session.ts";
import { Chip, Kbd } from "../../ui/parts.tsx";
import { KIND_TONE, KIND_WORD, type Repair, whatOf } from "./delivery-words.ts";

type OnAsk = (action: Repair, rows: readonly DeliveryRow[]) => void;

/** Opens beside the filters that are set. */
const linkOf = (id: string): string => {
  const words = new URLSearchParams(location.search);
  words.set("open", id);
  return `/settings?${words}`;
};

export function DeliveryTable({
  rows,
  onAsk,
}: {
  readonly rows: readonly DeliveryRow[];
  readonly onAsk: OnAsk;
}) {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const at = useListKeys(rows.map(({ id }) => linkOf(id)));
  const chosen = rows.filter(({ id }) => marked.has(id));
  const toggle = (id: string) => {
    const next = new Set(marked);
    if (!next.delete(id)) next.add(id);
    setMarked(next);
  };
  useMarkKey(rows[at]?.id ?? null, toggle);
  const mayRepair = isAdmin();
  return (
    <>
      {mayRepair ? (
        <MarkBar chosen={chosen} total={rows.length} onAsk={onAsk} onNone={() => setMarked(new Set())} />
      ) : null}
      <div class="table-frame">
        <table class="table">
          <thead>
            <tr>
              {mayRepair ? (
                <th scope="col">
                  <input
                    type="checkbox"
                    aria-label="Mark all"
                    checked={chosen.length === rows.length}
                    onChange={() =>
                      setMarked(new Set(chosen.length === rows.length ? [] : rows.map(({ id }) => id)))
                    }
                  />
                </th>
              ) : null}
              <th scope="col">What</th>
              <th scope="col">Fate</th>
              <th scope="col">Where</th>
              <th scope="col">Code</th>
              <th scope="col">Attempts</th>
              <th scope="col">Since</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={row.id} data-row={index === at ? "chosen" : undefined}>
                {mayRepair ? (
                  <td class="cell-check" data-label="Mark">
                    <input
                      type="checkbox"
                      aria-label={`Mark ${whatOf(row)}, ${row.errorCode}`}
                      checked={marked.has(row.id)}
                      onChange={() => toggle(row.id)}
                    />
                  </td>
                ) : null}
                <td class="cell-main" data-label="What">
                  <a class="row-link" href={linkOf(row.id)}>
                    {whatOf(row)}
                  </a>
                </td>
                <td data-label="Fate">
                  <Chip tone={KIND_TONE[row.kind]}>{KIND_WORD[row.kind]}</Chip>
                </td>
                <td data-label="Where">
                  <span>
                    {row.channelName ?? "not known"} <span class="faint">{row.platform}</span>
                  </span>
                </td>
                <td data-label="Code">
                  <code>{row.errorCode}</code>
                </td>
                <td class="cell-number" data-label="Attempts">
                  {row.attempts}
                </td>
                <td class="cell-time" data-label="Since">
                  {ago(row.at, now.value)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** Says what is marked and what can be done with it; without marks, how to mark. */
function MarkBar({
  chosen,
  total,
  onAsk,
  onNone,
}: {
  readonly chosen: readonly DeliveryRow[];
  readonly total: number;
  readonly onAsk: OnAsk;
  readonly onNone: () => void;
}) {
  if (chosen.length === 0)
    return (
      <p class="mark-bar faint" role="status">
        {counted(total, "row")}
        <span class="mark-hint">
          <Kbd>j</Kbd> <Kbd>k</Kbd> move, <Kbd>Enter</Kbd> opens, <Kbd>x</Kbd> marks
        </span>
      </p>
    );
  return (
    <div class="mark-bar mark-bar-on" role="status">
      <strong>{chosen.length} marked</strong>
      <button type="button" class="button button-small" onClick={() => onAsk("replay", chosen)}>
        Try again
      </button>
      <button
        type="button"
        class="button button-small button-danger"
        onClick={() => onAsk("discard", chosen)}
      >
        Discard
      </button>
      <button type="button" class="link-button" onClick={onNone}>
        Unmark
      </button>
    </div>
  );
}

/** `x` marks the row that j and k chose. */
function useMarkKey(id: string | null, toggle: (id: string) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyping =
        event.target instanceof HTMLElement && /^(TEXTAREA|SELECT)$/.test(event.target.tagName);
      if (event.key !== "x" || id === null || isTyping || event.ctrlKey || event.metaKey) return;
      if (!document.querySelector("dialog[open]")) toggle(id);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
}
