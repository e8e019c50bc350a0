import { useRef, useState } from "preact/hooks";
import { WORKSPACE_KINDS, type WorkspaceKind } from "../../../../src/domain/channel.ts";
import type { WorkspaceView } from "../../../../src/http/contract.ts";
import { call } from "../../lib/api.ts";
import { day } from "../../lib/format.ts";
import { Chip, Panel } from "../../ui/parts.tsx";
import { attempt } from "../../ui/toasts.tsx";
import { DeclareDialog } from "./declare-dialog.tsx";
import type { PartProps } from "./part-props.ts";
import { KIND_SAYS, setBy } from "./setup-words.ts";

const NAMES: Readonly<Record<WorkspaceKind, string>> = {
  community: "Community",
  company: "Company",
  helpdesk: "Help desk",
};

interface Props extends PartProps {
  readonly workspace: WorkspaceView;
}

export function KindPanel({ workspace, onChanged, mayChange }: Props) {
  const { id, name, kind, kindSetBy, guessedKind } = workspace;
  // Arrow keys choose while they pass: nothing is changed before it is said.
  const [chosen, setChosen] = useState<WorkspaceKind | null>(null);
  const choices = useRef<HTMLFieldSetElement>(null);
  const shown = chosen ?? kind;
  const save = async () => {
    if (chosen === null) return;
    const answer = await attempt(
      () => call("PATCH /workspaces/{id}", { params: { id }, body: { kind: chosen } }),
      `${name} is a ${NAMES[chosen].toLowerCase()}.`,
    );
    if (!answer) return;
    setChosen(null);
    onChanged(answer);
    // The button that had the focus is gone.
    choices.current?.querySelector<HTMLInputElement>("input:checked")?.focus();
  };
  return (
    <Panel id="kind" title="Who are its members?" note="Decides whose messages may be analysed">
      {kindSetBy ? <p class="notice notice-plain">{setBy(kindSetBy)}</p> : null}
      <fieldset ref={choices} class="kinds" disabled={!mayChange || kindSetBy !== null}>
        <legend class="hidden-words">Kind of workspace</legend>
        {WORKSPACE_KINDS.map((one) => (
          <label key={one} class="kind">
            <input
              type="radio"
              name={`kind-${id}`}
              checked={shown === one}
              onChange={() => setChosen(one === kind ? null : one)}
            />
            <span>
              <strong>
                {NAMES[one]}
                {one === guessedKind ? <Chip tone="accent">likely</Chip> : null}
              </strong>
              <span class="soft">{KIND_SAYS[one]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {chosen === null ? null : (
        <div class="offer">
          <p>
            {kind === null
              ? "Counts from the next message on."
              : "Its members are others then: whoever is a customer is read again first, with their next message."}
          </p>
          <div class="row-buttons">
            <button type="button" class="button" onClick={() => setChosen(null)}>
              Undo
            </button>
            <button type="button" class="button button-primary" onClick={() => void save()}>
              Save: {NAMES[chosen].toLowerCase()}
            </button>
          </div>
        </div>
      )}
      {kind === "helpdesk" && chosen === null ? (
        <Declaration workspace={workspace} onChanged={onChanged} mayChange={mayChange} />
      ) : null}
    </Panel>
  );
}

function Declaration({ workspace, onChanged, mayChange }: Omit<Props, "data">) {
  const [isAsked, setAsked] = useState(false);
  const { id, emotionDeclaredAt } = workspace;
  const declare = async (emotionDeclaration: string | null): Promise<boolean> => {
    const answer = await attempt(
      () => call("PATCH /workspaces/{id}", { params: { id }, body: { emotionDeclaration } }),
      emotionDeclaration === null ? "Emotion is off." : "Emotion is on; the audit log has your words.",
    );
    if (answer) onChanged(answer);
    return answer !== null;
  };
  return (
    <div class="offer">
      <p>
        {emotionDeclaredAt
          ? `Employees' messages are read for emotion since ${day(emotionDeclaredAt)}, by a declaration in the audit log.`
          : "Employees' messages are not read for emotion. Turning it on needs a declaration, which the audit log keeps."}
      </p>
      {mayChange && emotionDeclaredAt ? (
        <button type="button" class="button" onClick={() => void declare(null)}>
          Turn emotion off
        </button>
      ) : null}
      {mayChange && !emotionDeclaredAt ? (
        <button type="button" class="button" onClick={() => setAsked(true)}>
          Declare and turn on…
        </button>
      ) : null}
      {isAsked ? (
        <DeclareDialog
          onClose={() => setAsked(false)}
          onDeclare={async (words) => {
            if (await declare(words)) setAsked(false);
          }}
        />
      ) : null}
    </div>
  );
}
