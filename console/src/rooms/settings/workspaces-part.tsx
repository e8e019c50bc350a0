import { WORKSPACE_KINDS, type WorkspaceKind } from "../../../../src/domain/channel.ts";
import type { WorkspaceView } from "../../../../src/http/contract.ts";
import { call } from "../../lib/api.ts";
import { sentence } from "../../lib/format.ts";
import { Chip, Panel } from "../../ui/parts.tsx";
import { attempt } from "../../ui/toasts.tsx";
import type { PartProps } from "./part-props.ts";

const KIND_SAYS: Readonly<Record<WorkspaceKind, string>> = {
  community: "Members are customers, except people with a staff role. Customers' messages are analysed.",
  company:
    "Members are staff; customers come as guests or from other organisations. Staff are never analysed.",
  helpdesk: "Members are employees. Emotion is off.",
};
const STATE_TONE = { connected: "good", off: "neutral", failing: "bad" } as const;

export function WorkspacesPart({ data, onChanged, mayChange }: PartProps) {
  const setKind = async (workspace: WorkspaceView, kind: WorkspaceKind) => {
    const params = { id: workspace.id };
    const answer = await attempt(
      () => call("PATCH /workspaces/{id}", { params, body: { kind } }),
      `${workspace.name} is a ${kind}.`,
    );
    if (answer) onChanged(answer);
  };
  return (
    <div class="stack stack-wide">
      {data.workspaces.map((workspace) => (
        <Panel
          key={workspace.id}
          title={workspace.name}
          note={sentence(workspace.platform)}
          actions={<Chip tone={STATE_TONE[workspace.state]}>{workspace.state}</Chip>}
        >
          {workspace.detail ? <p class="panel-line soft">{workspace.detail}</p> : null}
          <fieldset class="kinds" disabled={!mayChange}>
            <legend>Who are its members?</legend>
            {workspace.kind === null ? (
              <p class="notice">Not said yet. Until it is, nobody is analysed; answers and tickets work.</p>
            ) : null}
            {WORKSPACE_KINDS.map((kind) => (
              <label key={kind} class="kind">
                <input
                  type="radio"
                  name={`kind-${workspace.id}`}
                  checked={workspace.kind === kind}
                  onChange={() => void setKind(workspace, kind)}
                />
                <span>
                  <strong>{sentence(kind)}</strong>
                  <span class="soft">{KIND_SAYS[kind]}</span>
                </span>
              </label>
            ))}
          </fieldset>
        </Panel>
      ))}
    </div>
  );
}
