import { useEffect, useState } from "preact/hooks";
import { NAMED_ROLES, type NamedRole } from "../../../../src/domain/role.ts";
import type { WorkspaceView } from "../../../../src/http/contract.ts";
import { call } from "../../lib/api.ts";
import { ROLE_SAYS } from "./setup-words.ts";

export type Whom = { readonly groupKey: string } | { readonly personKey: string };

interface Found {
  readonly key: string;
  readonly name: string;
}

const SEARCH_AFTER_MS = 150;
const GROUP_HINT: Readonly<Record<WorkspaceView["platform"], string>> = {
  web: "The browser chat has no groups",
  slack: "Id of a user group, for example S0123ABCD",
  discord: "Id of a role: Server settings, Roles, copy its id",
  teams: "Id of a group in Entra ID",
};

export function NameRoleForm({
  workspace,
  give,
}: {
  readonly workspace: WorkspaceView;
  readonly give: (whom: Whom, role: NamedRole) => Promise<boolean>;
}) {
  const [kind, setKind] = useState<"person" | "group">("person");
  const [typed, setTyped] = useState("");
  const [role, setRole] = useState<NamedRole>("agent");
  const people = useFound(workspace.id, kind === "person" ? typed : "");
  const groups = workspace.knownGroups.map(({ groupKey, name }) => ({ key: groupKey, name }));
  const found = kind === "person" ? people : groups;
  const roles = kind === "group" ? NAMED_ROLES.filter((one) => one !== "customer") : NAMED_ROLES;
  const submit = async () => {
    const words = typed.trim();
    const key = found.find((one) => optionOf(one) === words || one.name === words)?.key ?? words;
    const whom = kind === "group" ? { groupKey: key } : { personKey: key };
    if (await give(whom, role)) setTyped("");
  };
  return (
    <form
      class="name-role"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {workspace.platform === "web" ? null : (
        <label>
          Name a
          <select
            class="input"
            value={kind}
            onChange={(event) => {
              setKind(event.currentTarget.value === "group" ? "group" : "person");
              setTyped("");
              setRole("agent");
            }}
          >
            <option value="person">person</option>
            <option value="group">group</option>
          </select>
        </label>
      )}
      <label class="name-role-who">
        {kind === "person" ? "Name, or the platform's id" : groupHint(workspace)}
        <input
          class="input"
          required
          maxLength={200}
          autocomplete="off"
          list={`people-${workspace.id}`}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <datalist id={`people-${workspace.id}`}>
        {found.map((one) => (
          <option key={one.key} value={optionOf(one)} />
        ))}
      </datalist>
      <label>
        Role
        <select
          class="input"
          value={role}
          onChange={(event) => {
            const chosen = NAMED_ROLES.find((one) => one === event.currentTarget.value);
            if (chosen) setRole(chosen);
          }}
        >
          {roles.map((one) => (
            <option key={one} value={one}>
              {ROLE_SAYS[one]}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="button button-primary" disabled={typed.trim() === ""}>
        Name
      </button>
    </form>
  );
}

const groupHint = ({ knownGroups, platform }: WorkspaceView): string =>
  knownGroups.length > 0 ? "One of the platform's groups" : GROUP_HINT[platform];

/** Two people may have one name; the key tells them apart. */
const optionOf = ({ key, name }: Found): string => (name === key ? key : `${name} (${key})`);

/** People of the workspace whose name or key holds the words. */
function useFound(workspaceId: string, typed: string): readonly Found[] {
  const [found, setFound] = useState<readonly Found[]>([]);
  const q = typed.replace(/ \([^)]*\)$/, "").trim();
  useEffect(() => {
    if (q === "") {
      setFound([]);
      return;
    }
    const stopper = new AbortController();
    const timer = setTimeout(() => {
      const query = { q };
      call("GET /workspaces/{id}/people", { params: { id: workspaceId }, query, signal: stopper.signal })
        .then(({ people }) =>
          setFound(people.map(({ personKey, displayName }) => ({ key: personKey, name: displayName }))),
        )
        // Names are a help; a key can be typed without them.
        .catch(() => undefined);
    }, SEARCH_AFTER_MS);
    return () => {
      clearTimeout(timer);
      stopper.abort();
    };
  }, [q, workspaceId]);
  return found;
}
