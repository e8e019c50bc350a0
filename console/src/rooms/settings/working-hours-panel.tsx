import { call } from "../../lib/api.ts";
import { typedInto } from "../../lib/typed.ts";
import { Panel } from "../../ui/parts.tsx";
import { attempt } from "../../ui/toasts.tsx";
import type { PartProps } from "./part-props.ts";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
/** Offered when hours are first switched on. */
const USUAL = { days: [1, 2, 3, 4, 5], fromMinute: 9 * 60, untilMinute: 17 * 60 };

type Hours = PartProps["data"]["policy"]["workingHours"];

const clockOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours * 60 + minutes;
};

/** When people answer: outside of them a customer is told when somebody is back, and promises to answer wait. */
export function WorkingHoursPanel({ data, onChanged, mayChange }: PartProps) {
  const form = typedInto<{ readonly hours: Hours } | null>("working-hours", null);
  const hours = form.value === null ? data.policy.workingHours : form.value.hours;
  const change = (next: Hours) => {
    form.value = { hours: next };
  };
  const save = async () => {
    const body = { workingHours: hours };
    const answer = await attempt(() => call("PATCH /settings", { body }), "Saved.");
    if (!answer) return;
    form.value = null;
    onChanged(answer);
  };
  return (
    <Panel title="Working hours" note="In the company's time zone">
      <form
        class="form policy"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <label class="policy-row">
          <span>
            People answer at set hours
            <span class="faint">
              Outside of them customers are told when somebody is back, and no time to answer runs.
            </span>
          </span>
          <span class="policy-value">
            <input
              type="checkbox"
              disabled={!mayChange}
              checked={hours !== null}
              onChange={(event) => change(event.currentTarget.checked ? USUAL : null)}
            />
          </span>
        </label>
        {hours === null ? null : <HoursFields hours={hours} change={change} mayChange={mayChange} />}
        {mayChange ? (
          <div class="dialog-actions">
            <button
              type="button"
              class="button"
              disabled={form.value === null}
              onClick={() => {
                form.value = null;
              }}
            >
              Undo
            </button>
            <button type="submit" class="button button-primary" disabled={form.value === null}>
              Save
            </button>
          </div>
        ) : null}
      </form>
    </Panel>
  );
}

function HoursFields({
  hours,
  change,
  mayChange,
}: {
  readonly hours: NonNullable<Hours>;
  readonly change: (hours: Hours) => void;
  readonly mayChange: boolean;
}) {
  const toggle = (day: number, isOn: boolean) => {
    const days = isOn ? [...hours.days, day].sort() : hours.days.filter((one) => one !== day);
    if (days.length > 0) change({ ...hours, days });
  };
  return (
    <>
      <fieldset class="policy-row working-days">
        <legend class="faint">Days</legend>
        {DAYS.map((name, at) => (
          <label key={name}>
            <input
              type="checkbox"
              disabled={!mayChange}
              checked={hours.days.includes(at + 1)}
              onChange={(event) => toggle(at + 1, event.currentTarget.checked)}
            />{" "}
            {name}
          </label>
        ))}
      </fieldset>
      <label class="policy-row">
        <span>From</span>
        <span class="policy-value">
          <input
            class="input"
            type="time"
            required
            disabled={!mayChange}
            value={clockOf(hours.fromMinute)}
            onChange={(event) => change({ ...hours, fromMinute: minutesOf(event.currentTarget.value) })}
          />
        </span>
      </label>
      <label class="policy-row">
        <span>Until</span>
        <span class="policy-value">
          <input
            class="input"
            type="time"
            required
            disabled={!mayChange}
            value={clockOf(hours.untilMinute)}
            onChange={(event) => change({ ...hours, untilMinute: minutesOf(event.currentTarget.value) })}
          />
        </span>
      </label>
    </>
  );
}
