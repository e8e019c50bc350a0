import {
  CHANNEL_MODES,
  CHANNEL_PURPOSES,
  type ChannelMode,
  type ChannelPurpose,
} from "../../../../src/domain/channel.ts";
import { call } from "../../lib/api.ts";
import { Empty } from "../../ui/states.tsx";
import { attempt } from "../../ui/toasts.tsx";
import type { PartProps } from "./part-props.ts";

const MODE_SAYS: Readonly<Record<ChannelMode, string>> = {
  off: "off: reads and says nothing",
  mention: "mention: when addressed",
  suggest: "suggest: drafts for agents only",
  auto: "auto: when sure",
};
const PURPOSE_SAYS: Readonly<Record<ChannelPurpose, string>> = {
  customers: "customers ask here",
  agents: "cards for agents",
  managers: "digests for managers",
  direct: "direct message",
  other: "something else",
};

export function ChannelsPart({ data, onChanged, mayChange }: PartProps) {
  const change = async (id: string, body: { mode?: ChannelMode; purpose?: ChannelPurpose }) => {
    const answer = await attempt(() => call("PATCH /channels/{id}", { params: { id }, body }), "Saved.");
    if (answer) onChanged(answer);
  };
  if (data.channels.length === 0) {
    return <Empty title="No channels yet">A channel appears with the first message in it.</Empty>;
  }
  const nameOf = (id: string) => data.workspaces.find((workspace) => workspace.id === id)?.name ?? "";
  return (
    <div class="table-frame">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Channel</th>
            <th scope="col">Workspace</th>
            <th scope="col">What it is for</th>
            <th scope="col">How Rapport behaves</th>
          </tr>
        </thead>
        <tbody>
          {data.channels.map((channel) => (
            <tr key={channel.id}>
              <td class="cell-main" data-label="Channel">
                {channel.name}
              </td>
              <td data-label="Workspace">{nameOf(channel.workspaceId)}</td>
              <td data-label="What it is for">
                <select
                  class="input input-small"
                  aria-label={`Purpose of ${channel.name}`}
                  disabled={!mayChange || channel.purpose === "direct"}
                  value={channel.purpose}
                  onChange={(event) => {
                    const purpose = CHANNEL_PURPOSES.find((one) => one === event.currentTarget.value);
                    if (purpose) void change(channel.id, { purpose });
                  }}
                >
                  {CHANNEL_PURPOSES.map((purpose) => (
                    <option key={purpose} value={purpose}>
                      {PURPOSE_SAYS[purpose]}
                    </option>
                  ))}
                </select>
              </td>
              <td data-label="How Rapport behaves">
                <select
                  class="input input-small"
                  aria-label={`Mode of ${channel.name}`}
                  disabled={!mayChange}
                  value={channel.mode}
                  onChange={(event) => {
                    const mode = CHANNEL_MODES.find((one) => one === event.currentTarget.value);
                    if (mode) void change(channel.id, { mode });
                  }}
                >
                  {CHANNEL_MODES.map((mode) => (
                    <option key={mode} value={mode}>
                      {MODE_SAYS[mode]}
                    </option>
                  ))}
                </select>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
