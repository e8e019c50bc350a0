import type { WorkspaceView } from "../../../../src/http/contract.ts";
import { sentence } from "../../lib/format.ts";
import { query } from "../../lib/router.ts";
import { Chip, Panel } from "../../ui/parts.tsx";
import { ViewTabs } from "../../ui/tabs.tsx";
import { ChannelsPanel } from "./channels-panel.tsx";
import { ChecklistPanel } from "./checklist-panel.tsx";
import { EmojiPanel } from "./emoji-panel.tsx";
import { KindPanel } from "./kind-panel.tsx";
import type { PartProps } from "./part-props.ts";
import { RolesPanel } from "./roles-panel.tsx";

const STATE_TONE = { connected: "good", off: "neutral", failing: "bad" } as const;

/** One workspace at a time: what is missing, who its members are, what its channels are for, who is staff. */
export function SetupPart(props: PartProps) {
  const { data } = props;
  const asked = query.value.get("workspace");
  const workspace = data.workspaces.find(({ id }) => id === asked) ?? firstToSetUp(data.workspaces);
  return (
    <div class="stack stack-wide">
      {workspace && data.workspaces.length > 1 ? (
        <ViewTabs
          label="Workspaces"
          views={data.workspaces.map(({ id, name, platform, steps }) => ({
            view: id,
            says: name === sentence(platform) ? name : `${name} · ${sentence(platform)}`,
            ...(missing(steps) > 0 && { count: missing(steps) }),
          }))}
          chosen={workspace.id}
          hrefOf={(id) => `/settings?part=setup&workspace=${id}`}
        />
      ) : null}
      {workspace ? <OneWorkspace key={workspace.id} {...props} workspace={workspace} /> : null}
      <PlatformsPanel {...props} />
    </div>
  );
}

/** The one that an admin most likely came for. */
const firstToSetUp = (workspaces: readonly WorkspaceView[]): WorkspaceView | undefined =>
  workspaces.find(({ kind, state }) => kind === null && state !== "off") ?? workspaces[0];

const missing = (steps: WorkspaceView["steps"]): number => steps.filter(({ done }) => done === "").length;

function OneWorkspace(props: PartProps & { readonly workspace: WorkspaceView }) {
  const { workspace } = props;
  return (
    <>
      <ChecklistPanel
        workspace={workspace}
        state={<Chip tone={STATE_TONE[workspace.state]}>{workspace.state}</Chip>}
      />
      <KindPanel {...props} />
      <ChannelsPanel {...props} />
      <RolesPanel {...props} />
      <EmojiPanel {...props} />
    </>
  );
}

function PlatformsPanel({ data }: PartProps) {
  if (data.platforms.length === 0) return null;
  return (
    <Panel title="More platforms" note="Each is set up here once it is connected">
      <ul class="rows">
        {data.platforms.map(({ platform, state, detail }) => (
          <li key={platform}>
            <strong>{sentence(platform)}</strong>
            <Chip tone={STATE_TONE[state]}>{state === "off" ? "not connected" : state}</Chip>
            <span class="soft row-detail">{detail}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
