import type { WorkspaceView } from "../../../../src/http/contract.ts";
import { call } from "../../lib/api.ts";
import { typedInto } from "../../lib/typed.ts";
import { Panel } from "../../ui/parts.tsx";
import { attempt } from "../../ui/toasts.tsx";
import type { PartProps } from "./part-props.ts";

type Rules = WorkspaceView["emoji"];

const MOVES = [
  { move: "claim", says: "Claims a ticket" },
  { move: "solve", says: "Marks it solved" },
  { move: "open", says: "Opens a ticket from a message" },
] as const satisfies readonly { readonly move: keyof Rules; readonly says: string }[];

/** What staff do by an emoji alone; what was typed stays until it is kept or taken back. */
export function EmojiPanel({
  workspace,
  onChanged,
  mayChange,
}: PartProps & { readonly workspace: WorkspaceView }) {
  const { id } = workspace;
  const form = typedInto<Partial<Rules>>(`emoji:${id}`, {});
  const typed = form.value;
  const setTyped = (rules: Partial<Rules>) => {
    form.value = rules;
  };
  const isChanged = Object.keys(typed).length > 0;
  const save = async () => {
    const emoji = { ...workspace.emoji, ...typed };
    const answer = await attempt(
      () => call("PATCH /workspaces/{id}", { params: { id }, body: { emoji } }),
      "Saved; it counts at once.",
    );
    if (!answer) return;
    setTyped({});
    onChanged(answer);
  };
  return (
    <Panel
      title="By emoji"
      note="For staff alone: one or more emoji, or :names:, between blanks; empty is off"
    >
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div class="emoji-fields">
          {MOVES.map(({ move, says }) => (
            <label key={move} class="field">
              {says}
              <input
                class="input"
                maxLength={1_000}
                autocomplete="off"
                disabled={!mayChange}
                value={typed[move] ?? workspace.emoji[move]}
                onInput={(event) => setTyped({ ...typed, [move]: event.currentTarget.value })}
              />
            </label>
          ))}
        </div>
        {mayChange && isChanged ? (
          <div class="dialog-actions">
            <button type="button" class="button" onClick={() => setTyped({})}>
              Undo
            </button>
            <button type="submit" class="button button-primary">
              Save emoji
            </button>
          </div>
        ) : null}
      </form>
    </Panel>
  );
}
