import type { Settings } from "../../../../src/http/contract.ts";
import { Chip, Panel } from "../../ui/parts.tsx";

const WHERE_TONE = { embedded: "good", remote: "accent", off: "neutral" } as const;

export function ModelsPart({ data }: { readonly data: Settings }) {
  return (
    <div class="stack stack-wide">
      <Panel title="Models in use">
        <ul class="rows">
          {data.models.map((model) => (
            <li key={model.task} class="model-row">
              <strong>{model.task}</strong>
              <span>
                {model.name} {model.version ? <span class="faint">{model.version}</span> : null}
              </span>
              <Chip tone={WHERE_TONE[model.where]}>{model.where}</Chip>
              <span class="soft row-detail">{model.detail}</span>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title="Database">
        <p class="panel-line">
          <Chip tone="accent">{data.store.kind === "embedded" ? "embedded" : "PostgreSQL"}</Chip>{" "}
          {data.store.detail}
        </p>
      </Panel>
    </div>
  );
}
