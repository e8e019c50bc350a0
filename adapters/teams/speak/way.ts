import type { MessageContent } from "../../../src/domain/message-content.ts";
import type { DeliveryOutcome, Outbound } from "../../../src/domain/outbound.ts";
import type { TeamsAdapterConfig } from "../config.ts";
import type { Places } from "../people/places.ts";
import type { FormPlace } from "../render/card-data.ts";
import type { RenderTools } from "../render-message.ts";
import { createSeal, type Seal } from "../seal.ts";
import type { Connector, Line } from "./connector.ts";
import type { createPictures } from "./pictures.ts";
import type { Address } from "./posting.ts";

/** How one attempt reaches its place. */
export interface Way {
  readonly line: Line;
  readonly address: Address;
  readonly tenantId: string;
  readonly seal: Seal;
}

export interface WaysOptions extends Pick<TeamsAdapterConfig, "organisations" | "sealKey"> {
  readonly connector: Connector;
  readonly places: Places;
}

export function createWays({ organisations, places, connector, sealKey }: WaysOptions) {
  return async (
    outbound: Outbound,
    tenantId: string,
  ): Promise<Way | { readonly refusal: DeliveryOutcome }> => {
    const { workspaceKey: organisationKey, channelKey, threadKey } = outbound;
    try {
      if ((await organisations.admit(organisationKey, false)) !== tenantId) return { refusal: NOT_INSTALLED };
      // A private chat is opened by way of any place of the organisation.
      const reference = await (outbound.kind === "direct"
        ? places.any(organisationKey)
        : places.find(organisationKey, channelKey));
      if (reference === null) return { refusal: NO_PLACE };
      const line = connector.openLine(reference.serviceUrl);
      const seal = createSeal(await sealKey(tenantId));
      return { line, address: { organisationKey, reference, threadKey }, tenantId, seal };
    } catch {
      return { refusal: NOT_KNOWN_YET };
    }
  };
}

export interface ToolsOptions extends Pick<TeamsAdapterConfig, "controls"> {
  readonly pictures: ReturnType<typeof createPictures>;
}

export type ToolsFor = (
  way: Pick<Way, "seal" | "tenantId">,
  content: MessageContent,
  insteadOf?: FormPlace,
) => Promise<RenderTools>;

export const createToolsFor =
  ({ pictures, controls }: ToolsOptions): ToolsFor =>
  async ({ seal, tenantId }, content, insteadOf) => {
    const addresses = await pictures.addresses(tenantId, content);
    const addressOf = (fileId: string): string | undefined => addresses.get(fileId);
    return { seal, controls, addressOf, ...(insteadOf && { insteadOf }) };
  };

export const placeOf = ({ reference: { channelKey, isDirect }, threadKey }: Address): FormPlace => ({
  channelKey,
  threadKey,
  isDirect,
});

const NOT_KNOWN_YET: DeliveryOutcome = {
  kind: "retry",
  code: "teams.not-known-yet",
  retryAfterMs: null,
  scope: "workspace",
};
const NOT_INSTALLED: DeliveryOutcome = {
  kind: "refused",
  code: "teams.not-installed",
  cure: "Install Rapport in the organisation again.",
};
const NO_PLACE: DeliveryOutcome = {
  kind: "refused",
  code: "teams.place-unknown",
  cure: "Add Rapport to the team or chat, or write to it there: Teams names the address of a place with what happens in it.",
};
