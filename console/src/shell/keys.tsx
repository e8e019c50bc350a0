import { signal } from "@preact/signals";
import { Dialog } from "../ui/dialog.tsx";

export const keysShown = signal(false);

const KEYS: readonly (readonly [string, string])[] = [
  ["Ctrl K or /", "Search"],
  ["j, k", "Next, previous row of a list"],
  ["Enter", "Open the chosen row; send a message"],
  ["Shift Enter", "New line in a message"],
  ["Alt ↑ ↓", "Previous, next channel"],
  ["↑", "Edit your last message, in an empty composer"],
  ["Escape", "Close a panel"],
  ["?", "This list"],
];

export function Keys() {
  return (
    <Dialog
      title="Keys"
      onClose={() => {
        keysShown.value = false;
      }}
    >
      <dl class="keys">
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd class="kbd">{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
