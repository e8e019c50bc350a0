import type { ComponentChildren } from "preact";
import type { Fault } from "../lib/api.ts";
import type { Source } from "../lib/load.ts";
import { Icon } from "./icon.tsx";

export function Skeleton({ rows = 6 }: { readonly rows?: number }) {
  return (
    <div class="skeleton" role="status">
      <span class="hidden-words">Loading</span>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} class={`skeleton-row skeleton-${row % 3}`} aria-hidden="true" />
      ))}
    </div>
  );
}

export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children ? <div class="empty-next">{children}</div> : null}
    </div>
  );
}

export function FaultPanel({ fault, retry }: { readonly fault: Fault; readonly retry?: () => unknown }) {
  return (
    <div class="fault" role="alert">
      <Icon name="warning" />
      <div>
        <p class="fault-title">{fault.message}</p>
        <p>{fault.cure}</p>
        <p class="faint">{fault.code}</p>
      </div>
      {retry ? (
        <button type="button" class="button" onClick={() => void retry()}>
          Try again
        </button>
      ) : null}
    </div>
  );
}

/** The three states of anything loaded: skeleton, error with its cure, the thing itself. */
export function Shown<T>({
  source,
  rows,
  children,
}: {
  readonly source: Source<T>;
  readonly rows?: number;
  readonly children: (data: T) => ComponentChildren;
}) {
  const { data, fault } = source.state.value;
  if (data === null) {
    return fault ? <FaultPanel fault={fault} retry={source.reload} /> : <Skeleton rows={rows} />;
  }
  return (
    <>
      {fault ? (
        <p class="stale" role="status">
          Shown as of the last answer. {fault.message} {fault.cure}{" "}
          <button type="button" class="link-button" onClick={() => void source.reload()}>
            Try again
          </button>
        </p>
      ) : null}
      {children(data)}
    </>
  );
}
