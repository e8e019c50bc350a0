import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTeamsAdapter } from "../../../adapters/teams/index.ts";
import { answerMessage } from "../../../src/desk/answer-message.ts";
import type { ChatAdapter } from "../../../src/ports/chat-adapter.ts";
import { silentLogger } from "../../../src/ports/logger.ts";
import { APP_ID, APP_PASSWORD } from "../../adapters/teams/bot-service.ts";
import { BOT, ORGANISATION } from "../../adapters/teams/fake-teams.ts";
import { personKey } from "../../adapters/teams/story/activities.ts";
import { createFakeBook } from "../../adapters/teams/teams-harness.ts";
import { createFakeClock } from "../../fakes/clock.ts";
import { createFakeIntake } from "../../fakes/intake.ts";
import { type Front, openFront } from "./front.ts";
import { type Playground, startPlayground } from "./playground.ts";

const TENANT = "00000000-0000-4000-8000-0000000000aa";
const DIRECT = "a:personal";
const WORDS =
  "A parcel that is five days late counts as lost. We send it again. Or we pay it back, as you like.";

/** Microsoft's own client judges the steps of a stream: their order, their ids, and what may come in which. */
describe("an answer of a model in Microsoft's playground", () => {
  let front: Front;
  let playground: Playground;
  let adapter: ChatAdapter;
  beforeAll(async () => {
    front = await openFront();
    playground = await startPlayground(`${front.url}/api/messages`);
    front.playgroundUrl = playground.url;
    const book = createFakeBook();
    const clock = createFakeClock();
    const reference = { channelKey: DIRECT, isDirect: true, teamKey: null, teamGroupKey: null, botKey: BOT };
    await book.save(ORGANISATION, { ...reference, serviceUrl: front.serviceUrl }, clock.now());
    adapter = createTeamsAdapter({
      appId: APP_ID,
      appPassword: APP_PASSWORD,
      organisationKey: ORGANISATION,
      loginUrl: `${front.url}/login/`,
      openIdUrl: `${front.url}/openid`,
      publicUrl: null,
      organisations: { admit: async () => TENANT },
      book,
      heldAnswers: null,
      staffPlaces: async () => ({ groupKeys: [], agentChannelKeys: [], managerChannelKeys: [] }),
      readFile: async () => null,
      sealKey: async () => new TextEncoder().encode("a key for seals"),
      liveCard: async () => null,
      controls: { opensForm: [], isLive: [] },
      commandNames: [],
      clock,
      logger: silentLogger,
    });
    await adapter.start({ intake: createFakeIntake(), completer: { complete: async () => [] } });
  });
  afterAll(async () => {
    await adapter?.stop();
    await playground?.stop();
    await front?.close();
  });

  it("is taken step by step, and ends as one message with its words, sources and buttons", async () => {
    const draft = {
      kind: "cited",
      text: WORDS,
      citations: [
        {
          articleId: "a1",
          passageId: "p1",
          title: "Deliveries",
          heading: null,
          pageLabel: null,
          url: "https://help.acme.example/deliveries",
        },
      ],
      answerability: 0.9,
      writer: "generated:some-model",
    } as const;
    const outcome = await adapter.deliver(
      {
        kind: "post",
        platform: "teams",
        workspaceKey: ORGANISATION,
        channelKey: DIRECT,
        threadKey: null,
        content: answerMessage(draft, "answer-1", null),
        streamFor: personKey("maya"),
      },
      { tenantId: TENANT, idempotencyKey: "outbox-1", targetMessageKey: null },
    );
    expect(front.refusals).toEqual([]);
    expect(outcome).toMatchObject({ kind: "sent" });
    // A post at once has its words in the card alone.
    expect(front.posts).toMatchObject([{ text: WORDS, channelKey: DIRECT }]);
    expect(JSON.stringify(front.posts[0]?.card)).toContain("Deliveries");
  });
});
