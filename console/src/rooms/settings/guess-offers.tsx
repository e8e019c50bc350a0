import type { ChannelPurpose } from "../../../../src/domain/channel.ts";
import type { ChannelView, WorkspaceView } from "../../../../src/http/contract.ts";
import { call } from "../../lib/api.ts";
import { attempt } from "../../ui/toasts.tsx";
import type { PartProps } from "./part-props.ts";

interface Props {
  readonly workspace: WorkspaceView;
  readonly channels: readonly ChannelView[];
  readonly onChanged: PartProps["onChanged"];
}

/** What the channels' names say. Customers' channels go together; a channel of the team is taken one by one. */
export function GuessOffers({ workspace, channels, onChanged }: Props) {
  const guessed = (purpose: ChannelPurpose) =>
    channels.filter((channel) => channel.guessedPurpose === purpose);
  const take = async (chosen: readonly ChannelView[], purpose: ChannelPurpose) => {
    const purposes = chosen.map(({ id: channelId }) => ({ channelId, purpose }));
    const params = { id: workspace.id };
    const answer = await attempt(
      () => call("POST /workspaces/{id}/guesses", { params, body: { purposes } }),
      "Saved; it counts from the next message on.",
    );
    if (!answer) return;
    onChanged(answer);
    // The offer that had the focus is gone: on with the next one, or the channels themselves.
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>("#channels .offer button, #channels select:enabled")?.focus(),
    );
  };
  const customers = guessed("customers");
  const team = [...guessed("agents"), ...guessed("managers")];
  return (
    <>
      {customers.length > 0 ? (
        <div class="offer">
          <p>
            By {customers.length === 1 ? "its name" : "their names"}, customers write in{" "}
            <strong>{customers.map(({ name }) => `#${name}`).join(", ")}</strong>.
          </p>
          <button
            type="button"
            class="button button-primary"
            onClick={() => void take(customers, "customers")}
          >
            {customers.length === 1 ? "Use it for customers" : `Use all ${customers.length} for customers`}
          </button>
        </div>
      ) : null}
      {team.map((channel) => {
        const purpose = channel.guessedPurpose ?? "other";
        return (
          <div key={channel.id} class="offer">
            <p>
              <strong>#{channel.name}</strong> looks like the {purpose === "agents" ? "agents'" : "managers'"}{" "}
              channel. Everybody in it will read{" "}
              {purpose === "agents" ? "customers' words and moods" : "the desk's figures"}.
            </p>
            <button
              type="button"
              class="button"
              aria-label={`Use ${channel.name} for ${purpose}`}
              onClick={() => void take([channel], purpose)}
            >
              Use it for {purpose}
            </button>
          </div>
        );
      })}
    </>
  );
}
