import type { PolicyChange, Settings } from "../../../../src/http/contract.ts";
import { call } from "../../lib/api.ts";
import { typedInto } from "../../lib/typed.ts";
import { Panel } from "../../ui/parts.tsx";
import { attempt } from "../../ui/toasts.tsx";
import type { PartProps } from "./part-props.ts";
import { WorkingHoursPanel } from "./working-hours-panel.tsx";

interface Entry {
  readonly key: Exclude<keyof Settings["policy"], "workingHours">;
  readonly label: string;
  readonly unit: string;
  /** Stored units in one shown unit. */
  readonly scale: number;
  readonly min: number;
  readonly max: number;
  readonly help: string;
}

const SECOND = 1_000;
const MINUTE = 60_000;
const DAY = 86_400_000;

const ENTRIES: readonly Entry[] = [
  {
    key: "burstSilenceMs",
    label: "Silence before speaking unasked",
    unit: "seconds",
    scale: SECOND,
    min: 0,
    max: 300,
    help: "A burst of one person's messages is one request. Fast channels need 20 to 30.",
  },
  {
    key: "waitForHumanMs",
    label: "Wait for a human when half sure",
    unit: "minutes",
    scale: MINUTE,
    min: 0,
    max: 60,
    help: "Any human answer cancels.",
  },
  {
    key: "unansweredAfterMs",
    label: "A customer counts as waiting after",
    unit: "minutes",
    scale: MINUTE,
    min: 1,
    max: 4_320,
    help: "Counts as evidence for a risk.",
  },
  {
    key: "digestHour",
    label: "Hour of the daily digest",
    unit: "o'clock",
    scale: 1,
    min: 0,
    max: 23,
    help: "In the company's time zone.",
  },
  {
    key: "csatSampleEvery",
    label: "Resolutions for each question for a rating",
    unit: "resolutions",
    scale: 1,
    min: 1,
    max: 100,
    help: "1 asks after every resolution.",
  },
  {
    key: "csatCooldownMs",
    label: "Ask one person not more often than every",
    unit: "days",
    scale: DAY,
    min: 0,
    max: 365,
    help: "0: no limit.",
  },
  {
    key: "remindCustomerAfterMs",
    label: "Remind a customer who does not answer after",
    unit: "days",
    scale: DAY,
    min: 0,
    max: 90,
    help: "Where the team has answered a ticket. 0: never.",
  },
  {
    key: "closeSilentAfterMs",
    label: "Close the ticket after another",
    unit: "days",
    scale: DAY,
    min: 0,
    max: 90,
    help: "Any word of the customer opens it again. 0: never.",
  },
  {
    key: "purgeRemovedAfterMs",
    label: "Erase a workspace that removed Rapport after",
    unit: "days",
    scale: DAY,
    min: 0,
    max: 365,
    help: "Unless it has Rapport back before. 0: at once.",
  },
];

/** The switches of the tenant; what was typed stays until it is kept or taken back. */
export function PolicyPart({ data, onChanged, mayChange }: PartProps) {
  const form = typedInto<Readonly<Record<string, string>>>("policy", {});
  const typed = form.value;
  const setTyped = (words: Readonly<Record<string, string>>) => {
    form.value = words;
  };
  const shownOf = (entry: Entry) => typed[entry.key] ?? String(data.policy[entry.key] / entry.scale);
  const save = async () => {
    const change: Partial<Record<Entry["key"], number>> = {};
    for (const entry of ENTRIES) {
      const words = typed[entry.key];
      if (words !== undefined) change[entry.key] = Math.round(Number(words) * entry.scale);
    }
    const body: PolicyChange = change;
    const answer = await attempt(() => call("PATCH /settings", { body }), "Saved.");
    if (!answer) return;
    setTyped({});
    onChanged(answer);
  };
  const isChanged = Object.keys(typed).length > 0;
  return (
    <div class="stack stack-wide">
      <Panel title="Policy" note="Takes effect with the next message">
        <form
          class="form policy"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          {ENTRIES.map((entry) => (
            <label key={entry.key} class="policy-row">
              <span>
                {entry.label}
                <span class="faint">{entry.help}</span>
              </span>
              <span class="policy-value">
                <input
                  class="input"
                  type="number"
                  min={entry.min}
                  max={entry.max}
                  step="any"
                  required
                  disabled={!mayChange}
                  value={shownOf(entry)}
                  onInput={(event) => setTyped({ ...typed, [entry.key]: event.currentTarget.value })}
                />
                <span class="soft">{entry.unit}</span>
              </span>
            </label>
          ))}
          {mayChange ? (
            <div class="dialog-actions">
              <button type="button" class="button" disabled={!isChanged} onClick={() => setTyped({})}>
                Undo
              </button>
              <button type="submit" class="button button-primary" disabled={!isChanged}>
                Save
              </button>
            </div>
          ) : null}
        </form>
      </Panel>
      <WorkingHoursPanel data={data} onChanged={onChanged} mayChange={mayChange} />
    </div>
  );
}
