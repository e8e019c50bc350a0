import { signal } from "@preact/signals";
import { asFault } from "../lib/api.ts";
import { Icon } from "./icon.tsx";

interface Toast {
  readonly id: number;
  readonly tone: "good" | "bad";
  readonly says: string;
  readonly cure?: string;
}

const toasts = signal<readonly Toast[]>([]);
let last = 0;
const SHOWN_MS = 6_000;

const close = (id: number) => {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
};

export function tell(tone: Toast["tone"], says: string, cure?: string): void {
  last += 1;
  const id = last;
  toasts.value = [...toasts.value.slice(-3), { id, tone, says, cure }];
  setTimeout(() => close(id), tone === "bad" ? 2 * SHOWN_MS : SHOWN_MS);
}

/** Runs a changing call and says how it went; `null` when it failed. */
export async function attempt<T>(work: () => Promise<T>, said?: string): Promise<T | null> {
  try {
    const result = await work();
    if (said) tell("good", said);
    return result;
  } catch (error) {
    const fault = asFault(error);
    tell("bad", fault.message, fault.cure);
    return null;
  }
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((toast) => (
        <div key={toast.id} class={`toast toast-${toast.tone}`}>
          <Icon name={toast.tone === "good" ? "check" : "warning"} />
          <p>
            {toast.says} {toast.cure ? <span class="soft">{toast.cure}</span> : null}
          </p>
          <button type="button" class="icon-button" aria-label="Dismiss" onClick={() => close(toast.id)}>
            <Icon name="close" size={16} />
          </button>
        </div>
      ))}
    </div>
  );
}
