import type { NamedRole } from "../../../../src/domain/role.ts";
import type { WorkspaceView } from "../../../../src/http/contract.ts";
import { call } from "../../lib/api.ts";
import { Chip, Panel, Person } from "../../ui/parts.tsx";
import { attempt } from "../../ui/toasts.tsx";
import { Locked } from "./channels-panel.tsx";
import { NameRoleForm, type Whom } from "./name-role-form.tsx";
import type { PartProps } from "./part-props.ts";

interface Props extends PartProps {
  readonly workspace: WorkspaceView;
}

/** Groups and people named here, and those whom the platform itself makes staff. */
export function RolesPanel({ workspace, onChanged, mayChange }: Props) {
  const { id, groups, people, others } = workspace;
  const give = async (whom: Whom, role: NamedRole | null): Promise<boolean> => {
    const answer = await attempt(
      () => call("PUT /workspaces/{id}/roles", { params: { id }, body: { whom, role } }),
      role === null ? "Named no more." : "Saved; it counts at once.",
    );
    if (answer) onChanged(answer);
    return answer !== null;
  };
  const remove = (says: string, whom: Whom) => (
    <button
      type="button"
      class="link-button"
      aria-label={`Take back: ${says}`}
      onClick={() => void give(whom, null)}
    >
      Take back
    </button>
  );
  const isEmpty = groups.length + people.length + others.length === 0;
  return (
    <Panel
      id="roles"
      title="Agents and managers"
      note="Staff are never analysed. Whoever's standing cannot be read is a customer who is not analysed"
    >
      {isEmpty ? <p class="panel-line soft">Nobody is staff here yet.</p> : null}
      <ul class="rows role-rows">
        {groups.map(({ groupKey, name, isGone, role, setBy }) => (
          <li key={`g-${groupKey}`}>
            <span>Group {name === groupKey ? <code>{groupKey}</code> : <strong>{name}</strong>}</span>
            <Chip tone="accent">{role}s</Chip>
            {isGone ? <Chip tone="bad">gone or switched off</Chip> : null}
            <span class="row-grow" />
            {setBy ? <Locked variable={setBy} /> : null}
            {!setBy && mayChange ? remove(`group ${name}`, { groupKey }) : null}
          </li>
        ))}
        {people.map(({ personKey, displayName, role, setBy }) => (
          <li key={`p-${personKey}`}>
            <Person name={displayName ?? personKey} note={displayName ? undefined : "has not written yet"} />
            <Chip tone={role === "customer" ? "neutral" : "accent"}>{role}</Chip>
            <span class="row-grow" />
            {setBy ? <Locked variable={setBy} /> : null}
            {!setBy && mayChange ? remove(displayName ?? personKey, { personKey }) : null}
          </li>
        ))}
        {others.map((person) => (
          <li key={person.id}>
            <Person name={person.displayName} />
            <Chip>{person.role}</Chip>
            <span class="row-grow" />
            <span class="faint">by the platform</span>
          </li>
        ))}
      </ul>
      {mayChange ? <NameRoleForm workspace={workspace} give={give} /> : null}
    </Panel>
  );
}
