import { type Block, paragraph, text } from "../../domain/message-content.ts";
import { HOME_CONTROLS } from "../../ports/home.ts";
import type { TenantStores } from "../../ports/stores/store.ts";
import { setupSteps } from "../setup-checklist.ts";
import type { Visitor } from "./create-home.ts";

/** What is done of the set-up and what is not, each with the next step. */
export async function setupTab(stores: TenantStores, { workspace }: Visitor): Promise<readonly Block[]> {
  const steps = await setupSteps(stores, workspace);
  const left = steps.filter(({ done }) => done === "").length;
  return [
    { type: "heading", text: left === 0 ? "Set up" : `Set-up: ${left} of ${steps.length} to go` },
    {
      type: "list",
      items: steps.map(({ what, done, next }) => [
        text(`${done === "" ? "○" : "✓"} ${what}: `, "bold"),
        text(done === "" ? next : done),
      ]),
    },
    paragraph(text("Everything can be changed later, here and in the console.")),
    {
      type: "controls",
      controls: [
        {
          type: "button",
          controlId: HOME_CONTROLS.command,
          label: "Set up this workspace",
          value: "rapport setup",
          style: "primary",
        },
      ],
    },
  ];
}
