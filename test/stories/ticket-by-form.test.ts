import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTROLS, FORMS } from "../../src/desk/control-ids.ts";
import { cardOf, openQuickDesk, type QuickDesk, textOf } from "../desk/quick-desk.ts";

let desk: QuickDesk;
beforeAll(async () => {
  desk = await openQuickDesk();
}, 60_000);
afterAll(() => desk.close());

const submit = (personKey: string, change: Parameters<QuickDesk["formEvent"]>[1]) =>
  desk.accept(desk.formEvent(personKey, change));

describe("a ticket by command, outside of a thread", () => {
  it("gets a thread of its own, in which the agent's reply reaches the customer and the customer is heard", async () => {
    await desk.command("maya", "help", "/rapport ticket Missing invoice");
    const form = desk.openedForm("maya");
    expect(form.fields[0]).toMatchObject({ value: "Missing invoice" });
    await submit("maya", {
      formId: FORMS.ticket,
      value: form.value,
      values: { subject: "Missing invoice of February", details: "It is not in the portal." },
    });
    const top = await desk.posts("tom", "help");
    const root = top.find((post) => post.text.includes("opened ticket"));
    expect(root?.text).toBe(
      "Maya opened ticket #1: Missing invoice of February. The team will answer in this thread.",
    );
    if (!root) throw new Error("no root post");
    expect(textOf(top)).not.toContain("It is not in the portal");

    const card = await cardOf(desk, 1);
    expect(textOf(card.content)).toContain("It is not in the portal.");
    await desk.press("ana", card, CONTROLS.reply);
    await submit("ana", {
      formId: FORMS.reply,
      value: desk.openedForm("ana").value,
      values: { text: "Here it is: invoice 2026-02." },
      channel: { channelKey: "agents", name: "agents", isDirect: false, isPrivate: true },
    });
    const thread = await desk.posts("maya", "help", root.postKey);
    expect(thread.map((post) => post.text)).toEqual(["Ana (support): Here it is: invoice 2026-02."]);

    await desk.say("maya", "help", "That one is of January, sorry", root.postKey);
    expect(await desk.read((stores) => stores.tickets.findByNumber(1))).toMatchObject({ state: "open" });
    expect(await desk.troubles()).toEqual([]);
  });

  it("is one ticket however often the form is sent", async () => {
    await desk.command("tom", "help", "/rapport ticket");
    const { value } = desk.openedForm("tom");
    const sent = () =>
      desk.formEvent("tom", { formId: FORMS.ticket, value, values: { subject: "Two parcels in one" } });
    await desk.accept(sent(), sent());
    await desk.accept(sent());
    const tickets = await desk.read((stores) => stores.tickets.list({ limit: 100 }));
    expect(tickets.filter((ticket) => ticket.subject === "Two parcels in one")).toHaveLength(1);
    expect(
      (await desk.posts("ana", "help")).filter((post) => post.text.includes("Two parcels")),
    ).toHaveLength(1);
  });

  it("works in a direct channel too", async () => {
    const { channelKey } = await desk.desk.room.bot.directChannel("ines");
    await desk.command("ines", channelKey, "/rapport ticket");
    const { value } = desk.openedForm("ines");
    const channel = { channelKey, name: "Rapport", isDirect: true, isPrivate: true };
    await submit("ines", { formId: FORMS.ticket, value, values: { subject: "Wrong name" }, channel });
    const root = (await desk.posts("ines", channelKey)).find((post) => post.text.includes("opened ticket"));
    const ticket = (await desk.read((stores) => stores.tickets.list({ limit: 1 })))[0];
    if (!root || !ticket) throw new Error("no ticket");
    expect(textOf((await cardOf(desk, ticket.number)).content)).toContain("Ines in a direct message");
    await submit("ana", { formId: FORMS.reply, value: ticket.id, values: { text: "Corrected." } });
    expect((await desk.posts("ines", channelKey, root.postKey)).map((post) => post.text)).toEqual([
      "Ana (support): Corrected.",
    ]);
  });

  it("does not let anybody into somebody else's thread", async () => {
    const asked = await desk.say("jonas", "help", "@rapport do you sell gift cards?");
    const thread = await desk.read(async (stores) => {
      const workspace = (await stores.workspaces.list())[0];
      const channel = await stores.channels.ensure(
        workspace?.id ?? "",
        { channelKey: "help", name: "help", isDirect: false, isPrivate: false },
        desk.clock.now(),
      );
      return stores.threads.findByKey(channel.id, asked.postKey);
    });
    const before = await desk.posts("jonas", "help", asked.postKey);
    await submit("tom", { formId: FORMS.ticket, value: thread?.id ?? "", values: { subject: "Let me in" } });
    expect(await desk.posts("jonas", "help", asked.postKey)).toEqual(before);
    expect((await desk.posts("tom", "help")).at(-1)?.text).toContain("somebody else's thread");
    expect(await desk.troubles()).toEqual([]);
  });
});

describe("a ticket from an answer that did not help", () => {
  it("is filled in with the customer's own words and with what they were answered", async () => {
    const asked = await desk.say(
      "tom",
      "general",
      "@rapport how do I change the delivery address? I moved on Monday.",
    );
    const [answer] = await desk.posts("tom", "general", asked.postKey);
    if (!answer) throw new Error("no answer");
    await desk.press("tom", answer, CONTROLS.answerNotHelpful);
    const offer = (await desk.posts("tom", "general", asked.postKey)).at(-1);
    if (!offer) throw new Error("no offer");
    await desk.press("tom", offer, CONTROLS.ticketForm);
    const [subject, details] = desk.openedForm("tom").fields;
    expect(subject?.value).toBe("how do I change the delivery address? I moved on Monday.");
    expect(details?.value).toContain(`Rapport answered: “${answer.text.split("\n")[0]?.slice(0, 40)}`);
    expect(details?.value).toContain("That did not help.");
  });
});
