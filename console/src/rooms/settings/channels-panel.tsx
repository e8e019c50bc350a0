import {
  CHANNEL_MODES,
  CHANNEL_PURPOSES,
  type ChannelMode,
  type ChannelPurpose,
} from "../../../../src/domain/channel.ts";
import type { ChannelView, WorkspaceView } from "../../../../src/http/contract.ts";
import { call } from "../../lib/api.ts";
import { useSettled } from "../../lib/settled.ts";
import { Icon } from "../../ui/icon.tsx";
import { Panel } from "../../ui/parts.tsx";
import { Empty } from "../../ui/states.tsx";
import { attempt } from "../../ui/toasts.tsx";
import { AddChannel } from "./add-channel.tsx";
import { GuessOffers } from "./guess-offers.tsx";
import type { PartProps } from "./part-props.ts";
import { MODE_SAYS, PURPOSE_SAYS, setBy } from "./setup-words.ts";

interface Props extends PartProps {
  readonly workspace: WorkspaceView;
}

const CHOSEN_PURPOSES = CHANNEL_PURPOSES.filter((purpose) => purpose !== "direct");
/** Those that somebody set up first; direct messages last. */
const ORDER: Readonly<Record<ChannelPurpose, number>> = {
  customers: 0,
  agents: 1,
  managers: 2,
  other: 3,
  direct: 4,
};

export function ChannelsPanel({ data, workspace, onChanged, mayChange }: Props) {
  const channels = data.channels
    .filter(({ workspaceId }) => workspaceId === workspace.id)
    .sort((one, other) => ORDER[one.purpose] - ORDER[other.purpose] || one.name.localeCompare(other.name));
  const shared = channels.filter(({ purpose }) => purpose !== "direct");
  const direct = channels.length - shared.length;
  const change = async (id: string, body: { mode?: ChannelMode; purpose?: ChannelPurpose }) => {
    const answer = await attempt(
      () => call("PATCH /channels/{id}", { params: { id }, body }),
      "Saved; it counts from the next message on.",
    );
    if (answer) onChanged(answer);
  };
  return (
    <Panel id="channels" title="Channels" note="What each is for, and when Rapport speaks there">
      {mayChange ? <GuessOffers workspace={workspace} channels={shared} onChanged={onChanged} /> : null}
      {shared.length === 0 ? (
        <Empty title="No channels yet">
          {workspace.platform === "web"
            ? "A channel appears with the first message in it."
            : "Invite Rapport to a channel; it appears here when you open this page again."}
        </Empty>
      ) : (
        <div class="table-frame">
          <table class="table">
            <thead>
              <tr>
                <th scope="col">Channel</th>
                <th scope="col">What it is for</th>
                <th scope="col">How Rapport behaves</th>
              </tr>
            </thead>
            <tbody>
              {shared.map((channel) => (
                <ChannelRow key={channel.id} channel={channel} mayChange={mayChange} change={change} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {mayChange && workspace.openChannels.length > 0 ? (
        <AddChannel workspace={workspace} onChanged={onChanged} />
      ) : null}
      {direct > 0 ? (
        <p class="faint panel-foot">
          {direct === 1 ? "One direct message is" : `${direct} direct messages are`} not listed: each is one
          person's own, and is always answered.
        </p>
      ) : null}
    </Panel>
  );
}

function ChannelRow({
  channel,
  mayChange,
  change,
}: {
  readonly channel: ChannelView;
  readonly mayChange: boolean;
  readonly change: (id: string, body: { mode?: ChannelMode; purpose?: ChannelPurpose }) => Promise<void>;
}) {
  const { id, name, purposeSetBy, modeSetBy } = channel;
  const purpose = useSettled(channel.purpose, (chosen) => change(id, { purpose: chosen }));
  const mode = useSettled(channel.mode, (chosen) => change(id, { mode: chosen }));
  return (
    <tr>
      <td class="cell-main" data-label="Channel">
        #{name.replace(/^#/, "")}
        {purposeSetBy ? <Locked variable={purposeSetBy} /> : null}
      </td>
      <td data-label="What it is for">
        <select
          class="input input-small"
          aria-label={`Purpose of ${name}`}
          disabled={!mayChange || purposeSetBy !== null}
          value={purpose.shown}
          onBlur={purpose.settle}
          onChange={(event) => {
            const chosen = CHOSEN_PURPOSES.find((one) => one === event.currentTarget.value);
            if (chosen) purpose.choose(chosen);
          }}
        >
          {CHOSEN_PURPOSES.map((one) => (
            <option key={one} value={one}>
              {PURPOSE_SAYS[one]}
            </option>
          ))}
        </select>
      </td>
      <td data-label="How Rapport behaves">
        <select
          class="input input-small"
          aria-label={`Mode of ${name}`}
          disabled={!mayChange || modeSetBy !== null}
          value={mode.shown}
          onBlur={mode.settle}
          onChange={(event) => {
            const chosen = CHANNEL_MODES.find((one) => one === event.currentTarget.value);
            if (chosen) mode.choose(chosen);
          }}
        >
          {CHANNEL_MODES.map((one) => (
            <option key={one} value={one}>
              {MODE_SAYS[one]}
            </option>
          ))}
        </select>
      </td>
    </tr>
  );
}

export function Locked({ variable }: { readonly variable: string }) {
  return (
    <span class="locked" title={setBy(variable)}>
      <Icon name="lock" size={16} />
      <span>{variable}</span>
    </span>
  );
}
