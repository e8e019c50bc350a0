import { call } from "../../lib/api.ts";
import { Panel, Person } from "../../ui/parts.tsx";
import { Empty } from "../../ui/states.tsx";
import { attempt } from "../../ui/toasts.tsx";
import type { PartProps } from "./part-props.ts";

export function AgentsPart({ data, onChanged }: PartProps) {
  const set = async (id: string, isAvailable: boolean) => {
    const said = isAvailable ? "Gets tickets again." : "Gets no new tickets.";
    const answer = await attempt(
      () => call("PATCH /agents/{id}", { params: { id }, body: { isAvailable } }),
      said,
    );
    if (answer) onChanged(answer);
  };
  if (data.agents.length === 0) {
    return <Empty title="No agents yet">People become agents by their role or group on the platform.</Empty>;
  }
  return (
    <Panel
      title="Who gets tickets"
      note="Load: urgent counts 4, high 2, normal 1, low 0.5; waiting ones half"
    >
      <ul class="rows">
        {data.agents.map((agent) => (
          <li key={agent.id}>
            <Person name={agent.displayName} note={agent.role} />
            <span class="faint">load {agent.load.toLocaleString("en")}</span>
            <button
              type="button"
              class="switch"
              role="switch"
              aria-checked={agent.isAvailable}
              aria-label={`${agent.displayName} is available`}
              onClick={() => void set(agent.id, !agent.isAvailable)}
            >
              <span class="switch-track" aria-hidden="true" />
              <span class="switch-words">{agent.isAvailable ? "available" : "away"}</span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
