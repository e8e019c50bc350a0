import type { Settings as Data } from "../../../../src/http/contract.ts";
import { call } from "../../lib/api.ts";
import { type Source, useLoad } from "../../lib/load.ts";
import { query } from "../../lib/router.ts";
import { isAdmin, mayManage } from "../../lib/session.ts";
import { RoomHead } from "../../ui/parts.tsx";
import { Shown } from "../../ui/states.tsx";
import { ViewTabs } from "../../ui/tabs.tsx";
import { AgentsPart } from "./agents-part.tsx";
import { AuditPart } from "./audit-part.tsx";
import { DeliveriesPart } from "./deliveries-part.tsx";
import { ModelsPart } from "./models-part.tsx";
import { PolicyPart } from "./policy-part.tsx";
import { SetupPart } from "./setup-part.tsx";

const PARTS = [
  { view: "setup", says: "Set-up" },
  { view: "agents", says: "Agents" },
  { view: "policy", says: "Policy" },
  { view: "models", says: "Models" },
  { view: "deliveries", says: "Deliveries" },
  { view: "audit", says: "Audit log" },
] as const;
type Part = (typeof PARTS)[number]["view"];
const maySee = (part: Part): boolean => {
  if (part === "audit") return isAdmin();
  return part !== "deliveries" || mayManage();
};

export function Settings() {
  const parts = PARTS.filter(({ view }) => maySee(view));
  const asked = query.value.get("part");
  const part = parts.find((entry) => entry.view === asked)?.view ?? "setup";
  const source = useLoad("settings", (signal) => call("GET /settings", { signal }));
  return (
    <div class="room">
      <RoomHead
        title="Settings"
        lead={isAdmin() ? undefined : "You can read these; an admin can change them."}
      />
      <ViewTabs label="Parts" views={parts} chosen={part} hrefOf={(one) => `/settings?part=${one}`} />
      {part === "deliveries" ? (
        <DeliveriesPart />
      ) : part === "audit" ? (
        <AuditPart />
      ) : (
        <Shown source={source}>{(data) => <OnePart part={part} data={data} source={source} />}</Shown>
      )}
    </div>
  );
}

function OnePart({
  part,
  data,
  source,
}: {
  readonly part: Part;
  readonly data: Data;
  readonly source: Source<Data>;
}) {
  const props = { data, onChanged: source.set, mayChange: isAdmin() };
  switch (part) {
    case "agents":
      return <AgentsPart {...props} />;
    case "policy":
      return <PolicyPart {...props} />;
    case "models":
      return <ModelsPart data={data} />;
    default:
      return <SetupPart {...props} />;
  }
}
