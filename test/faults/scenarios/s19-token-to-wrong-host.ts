import { APP_PASSWORD } from "../../adapters/teams/bot-service.ts";
import { ORGANISATION } from "../../adapters/teams/fake-teams.ts";
import { CHANNEL, makeTeamsHarness, PEOPLE, TENANT } from "../../adapters/teams/teams-harness.ts";
import { createFakeIntake } from "../../fakes/intake.ts";
import { startCanaryServer } from "../rig/canary-server.ts";
import type { Scenario } from "../scenario.ts";

/** Where a message's author, or a connector that was taken over, would have our token or secret sent. */
const addressesOf = (attackerUrl: string, connectorUrl: string): readonly string[] => {
  const { host } = new URL(attackerUrl);
  const connector = new URL(connectorUrl);
  const view = "v3/attachments/1/views/original";
  return [
    `${attackerUrl}${view}`,
    `http://${connector.host}@${host}/${view}`,
    `http://user:pass@${host}/${view}`,
    `http://localhost:${new URL(attackerUrl).port}/${view}`,
    `http://[::ffff:127.0.0.1]:${new URL(attackerUrl).port}/${view}`,
    `http://${host}\\@${connector.host}/${view}`,
    `http://${host}#@${connector.host}/${view}`,
    `http://${host}?@${connector.host}/${view}`,
    `//${host}/${view}`,
    ` ${attackerUrl}${view}`,
    `http:${host}/${view}`,
    `${connectorUrl}../..//${host}/${view}`,
    `${connectorUrl}v3/attachments/redirect/views/original`,
    `${connectorUrl}${view}/../../../../../redirect`,
  ];
};

export const tokenToWrongHost: Scenario = {
  id: "S19",
  title: "attachments at hosts of a stranger's, and redirects of the connector, the login and Graph",
  criterion: "our token and secret are seen by nobody they are not for",
  promises: ["P10", "P15"],
  databases: ["pglite"],
  unit: "attempts",
  fullSize: 1_000,
  limitMs: 10 * 60_000,
  async run(trial) {
    const attacker = await startCanaryServer();
    const violations: string[] = [];
    let fetched = 0;
    let posted = 0;
    let at = 0;
    while (at < trial.size) {
      const intake = createFakeIntake();
      // Nothing is remembered: token and people are asked for anew.
      const harness = await makeTeamsHarness({ intake, completer: { complete: async () => [] } });
      const { teams, adapter } = harness;
      try {
        const addresses = addressesOf(attacker.url, teams.serviceUrl);
        const place = PLACES[((at / addresses.length) % PLACES.length) | 0] ?? "attachments";
        teams.redirects.set(place, attacker.url);
        for (const contentUrl of addresses) {
          if (at >= trial.size) break;
          const activity = {
            ...harness.frame(PEOPLE.customer, CHANNEL),
            type: "message",
            id: teams.nextKey(),
            text: "Look at this",
            attachments: [
              { contentType: "image/png", contentUrl, name: "x.png" },
              {
                contentType: "application/vnd.microsoft.teams.file.download.info",
                name: "y.pdf",
                content: { downloadUrl: contentUrl, fileType: "pdf", uniqueId: String(at) },
              },
            ],
          };
          const { status } = await harness.send(activity);
          if (status === 200) posted += 1;
          else violations.push(`a message with an attachment was answered ${status}`);
          const file = { fileId: contentUrl, name: "x.png", mediaType: "image/png", sizeBytes: 0 };
          const wish = { tenantId: TENANT, platform: "teams", workspaceKey: ORGANISATION } as const;
          const outcome = await adapter.fetchFile?.({ ...wish, file, maxBytes: 1_000 });
          if (outcome?.kind === "fetched") fetched += 1;
          trial.progress(++at);
        }
        await adapter.deliver(
          {
            ...{ kind: "post", platform: "teams", workspaceKey: ORGANISATION, channelKey: CHANNEL },
            threadKey: null,
            content: { summary: "x", blocks: [] },
          },
          { tenantId: TENANT, idempotencyKey: String(at), targetMessageKey: null },
        );
      } finally {
        await harness.close();
      }
    }
    const told = attacker.calls.filter(
      ({ authorization, body }) => authorization !== null || body.includes(APP_PASSWORD),
    );
    for (const { path } of told) violations.push(`the attacker was told a secret at ${path}`);
    if (attacker.calls.length > 0) violations.push(`the attacker was called ${attacker.calls.length} times`);
    await attacker.close();
    return {
      violations,
      figures: { attempts: at, messages: posted, fetched, "calls to the attacker": attacker.calls.length },
    };
  },
};

/** Which of Microsoft's places has been taken over and sends callers on; who gives the keys is believed anyway. */
const PLACES = ["attachments", "members", "activities", "token", "graph"] as const;
