import type { TicketAction, TicketDetail } from "../../../../src/http/contract.ts";
import { call } from "../../lib/api.ts";
import { attempt } from "../../ui/toasts.tsx";

const SNOOZES: readonly (readonly [string, number])[] = [
  ["1 hour", 60],
  ["4 hours", 240],
  ["Tomorrow", 1_440],
  ["Next week", 10_080],
];
const VERDICTS: readonly (readonly [string, "left" | "stayed" | "false-alarm"])[] = [
  ["Not a risk", "false-alarm"],
  ["Stayed", "stayed"],
  ["Left", "left"],
];

export function TicketButtons({
  detail,
  onChanged,
}: {
  readonly detail: TicketDetail;
  readonly onChanged: (detail: TicketDetail) => void;
}) {
  const may = new Set(detail.allowed);
  const act = async (body: TicketAction, said: string) => {
    const params = { number: detail.ticket.number };
    const answer = await attempt(() => call("POST /tickets/{number}/actions", { params, body }), said);
    if (answer) onChanged(answer);
  };
  return (
    <>
      {may.has("assign") ? (
        <Choice
          label="Assign"
          options={detail.agents.map((agent) => [
            `${agent.displayName}${agent.isAvailable ? "" : " (away)"}`,
            agent.id,
          ])}
          onChoose={(personId) => act({ action: "assign", personId }, "Assigned.")}
        />
      ) : null}
      {may.has("snooze") ? (
        <Choice
          label="Snooze"
          options={SNOOZES.map(([says, minutes]) => [says, String(minutes)])}
          onChoose={(minutes) => act({ action: "snooze", minutes: Number(minutes) }, "Snoozed.")}
        />
      ) : null}
      {may.has("verdict") ? (
        <Choice
          label="Verdict"
          options={VERDICTS.map(([says, verdict]) => [says, verdict])}
          onChoose={(value) => {
            const verdict = VERDICTS.find(([, one]) => one === value)?.[1];
            return verdict ? act({ action: "verdict", verdict }, "Verdict kept.") : Promise.resolve();
          }}
        />
      ) : null}
      {may.has("claim") ? (
        <button
          type="button"
          class="button button-primary"
          onClick={() => void act({ action: "claim" }, "The ticket is yours.")}
        >
          Claim
        </button>
      ) : null}
      {may.has("resolve") ? (
        <button type="button" class="button" onClick={() => void act({ action: "resolve" }, "Resolved.")}>
          Resolve
        </button>
      ) : null}
      {may.has("reopen") ? (
        <button type="button" class="button" onClick={() => void act({ action: "reopen" }, "Open again.")}>
          Reopen
        </button>
      ) : null}
    </>
  );
}

function Choice({
  label,
  options,
  onChoose,
}: {
  readonly label: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChoose: (value: string) => Promise<void>;
}) {
  return (
    <select
      class="input choice"
      aria-label={label}
      value=""
      onChange={(event) => {
        const { value } = event.currentTarget;
        event.currentTarget.value = "";
        if (value) void onChoose(value);
      }}
    >
      <option value="">{label}</option>
      {options.map(([says, value]) => (
        <option key={value} value={value}>
          {says}
        </option>
      ))}
    </select>
  );
}
