import type { ComponentChildren } from "preact";
import type { WorkspaceView } from "../../../../src/http/contract.ts";
import { counted, sentence } from "../../lib/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Panel } from "../../ui/parts.tsx";

const WHERE: Readonly<Record<WorkspaceView["steps"][number]["name"], string>> = {
  kind: "#kind",
  customers: "#channels",
  agents: "#channels",
  managers: "#channels",
  staff: "#roles",
  documents: "/knowledge",
};

/** What is done, what is missing and what it would give; first of all why nobody is analysed. */
export function ChecklistPanel({
  workspace,
  state,
}: {
  readonly workspace: WorkspaceView;
  readonly state: ComponentChildren;
}) {
  const { steps } = workspace;
  const left = steps.filter(({ done }) => done === "").length;
  const note = `${sentence(workspace.platform)}${workspace.detail ? ` · ${workspace.detail}` : ""}`;
  return (
    <Panel title={workspace.name} note={note} actions={state}>
      {workspace.nobodyRead ? <p class="notice">{workspace.nobodyRead}</p> : null}
      <p class="panel-line">
        {left === 0 ? "Everything is set up." : `Set-up: ${counted(left, "step")} to go.`}
      </p>
      <ul class="checklist">
        {steps.map(({ name, what, done, next }) => (
          <li key={name} class={done === "" ? "check" : "check check-done"}>
            <span class="check-mark">
              {done === "" ? null : <Icon name="check" size={16} />}
              <span class="hidden-words">{done === "" ? "To do:" : "Done:"}</span>
            </span>
            <span>
              <a href={WHERE[name]}>{what}</a>
              <span class="soft">{done === "" ? next : done}</span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
