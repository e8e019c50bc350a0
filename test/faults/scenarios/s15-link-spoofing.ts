import { openHostileSlack } from "../rig/hostile-slack.ts";
import {
  callsTo,
  DOCUMENTS_HOST,
  type OpenHostileStage,
  type ReadOutput,
  SPOOFS,
  TRAPS,
} from "../rig/hostile-stage.ts";
import type { Scenario } from "../scenario.ts";
import { playHostileCases } from "./s14-mention-injection.ts";

/** What somebody would take for the name of a host. */
const NAMED_HOST = /(?:https?:\/\/|(?<![\p{L}\p{N}.-]))((?:[\p{L}\p{N}-]+\.)+example)(?![\p{L}\p{N}-])/giu;

/** Of one link: it leads elsewhere than to the hosts of the cited documents and the platform, or says that it leads elsewhere. */
function faultsOfLink(
  { url, label }: ReadOutput["links"][number],
  hosts: readonly string[],
): readonly string[] {
  let to: URL;
  try {
    to = new URL(url);
  } catch {
    return [`a link leads to no address (${url.slice(0, 80)})`];
  }
  if (!/^https?:$/.test(to.protocol)) return [`a link runs ${to.protocol}`];
  const faults: string[] = [];
  if (to.username !== "" || to.password !== "") faults.push(`a link hides ${to.hostname} behind a name`);
  if (!hosts.includes(to.hostname)) faults.push(`a link leads to ${to.hostname}`);
  const named = [...(label ?? "").matchAll(NAMED_HOST)].map(([, host = ""]) => host.toLowerCase());
  if (named.length > 0 && !named.includes(to.hostname))
    faults.push(`a link to ${to.hostname} says that it leads to ${named[0]}`);
  return faults;
}

export const linkSpoofing = (platform: string, open: OpenHostileStage): Scenario => ({
  id: `S15-${platform}`,
  title: `addresses that lie, in all words that the desk says again, and previews, ${platform}`,
  criterion: "no link but to the cited documents' host and the platform's own; every output forbids previews",
  promises: ["P12"],
  databases: ["pglite", "postgres"],
  unit: "outputs",
  fullSize: 2_000,
  limitMs: 20 * 60_000,
  run: (trial) =>
    playHostileCases(trial, open, {
      hostile: (bystanderKey) => [...SPOOFS, ...callsTo(bystanderKey).slice(-1)],
      urls: TRAPS,
      faultsOf: ({ kind, links, isQuiet }, { hosts }) => [
        ...(isQuiet ? [] : [`${kind} does not forbid previews`]),
        ...links
          .flatMap((link) => faultsOfLink(link, [DOCUMENTS_HOST, ...hosts]))
          .map((fault) => `${kind}: ${fault}`),
      ],
    }),
});

export const linkSpoofingSlack = linkSpoofing("slack", openHostileSlack);
