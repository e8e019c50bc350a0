import { useState } from "preact/hooks";
import { CHANNEL_PURPOSES, type ChannelPurpose } from "../../../../src/domain/channel.ts";
import type { WorkspaceView } from "../../../../src/http/contract.ts";
import { call } from "../../lib/api.ts";
import { attempt } from "../../ui/toasts.tsx";
import type { PartProps } from "./part-props.ts";
import { PURPOSE_SAYS } from "./setup-words.ts";

const PURPOSES = CHANNEL_PURPOSES.filter((purpose) => purpose !== "direct" && purpose !== "other");

/** Channels Rapport is not in: it goes in where an admin says what one is for. */
export function AddChannel({
  workspace,
  onChanged,
}: {
  readonly workspace: WorkspaceView;
  readonly onChanged: PartProps["onChanged"];
}) {
  const { id, openChannels } = workspace;
  const sorted = [...openChannels].sort(
    (one, other) =>
      Number(one.guessedPurpose === null) - Number(other.guessedPurpose === null) ||
      one.name.localeCompare(other.name),
  );
  const [typed, setTyped] = useState("");
  const [purpose, setPurpose] = useState<ChannelPurpose>("customers");
  const chosen = sorted.find(({ name }) => name === typed.trim().replace(/^#/, ""));
  const submit = async () => {
    if (!chosen) return;
    const { channelKey } = chosen;
    const answer = await attempt(
      () => call("POST /workspaces/{id}/channels", { params: { id }, body: { channelKey, purpose } }),
      `Saved; Rapport goes into #${chosen.name}.`,
    );
    if (!answer) return;
    setTyped("");
    onChanged(answer);
  };
  return (
    <form
      class="name-role"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <label class="name-role-who">
        A channel Rapport is not in
        <input
          class="input"
          required
          maxLength={200}
          autocomplete="off"
          list={`open-${id}`}
          value={typed}
          onInput={(event) => {
            const name = event.currentTarget.value;
            setTyped(name);
            const guess = sorted.find((one) => one.name === name)?.guessedPurpose;
            if (guess) setPurpose(guess);
          }}
        />
      </label>
      <datalist id={`open-${id}`}>
        {sorted.map(({ channelKey, name }) => (
          <option key={channelKey} value={name} />
        ))}
      </datalist>
      <label>
        What it is for
        <select
          class="input"
          value={purpose}
          onChange={(event) => {
            const one = PURPOSES.find((known) => known === event.currentTarget.value);
            if (one) setPurpose(one);
          }}
        >
          {PURPOSES.map((one) => (
            <option key={one} value={one}>
              {PURPOSE_SAYS[one]}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="button" disabled={!chosen}>
        Let it join
      </button>
    </form>
  );
}
