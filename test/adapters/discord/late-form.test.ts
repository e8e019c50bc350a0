import { describe, expect, it } from "vitest";
import { createInteractions } from "../../../adapters/discord/receive/interactions.ts";
import type { Told } from "../../../adapters/discord/receive/take.ts";
import type { Answers } from "../../../adapters/discord/speak/answers.ts";
import { createFormOffers, type FormOffers } from "../../../adapters/discord/speak/form-offer.ts";
import { customIdOf, joinControl } from "../../../adapters/discord/thread-key.ts";
import type { Form } from "../../../src/domain/message-content.ts";
import { APPLICATION } from "./double/state.ts";

const TICKET = "1f7d2a52-8a5c-4c06-9d0e-0c5c0d7e3b11";
const FORM: Form = {
  formId: "reply-to-customer",
  title: "Reply on #12",
  submitLabel: "Send",
  value: TICKET,
  fields: [{ type: "text", fieldId: "text", label: "Your reply", value: "Words of one customer" }],
};
const AGAIN = joinControl("ticket.reply", TICKET);

/** What the button under "That took too long" carries. */
function buttonOf(offers: FormOffers, again?: string): string {
  const block = offers.offer(FORM, again).blocks.find(({ type }) => type === "controls");
  const [button] = block?.type === "controls" ? block.controls : [];
  if (button?.type !== "button") throw new Error("no button");
  return customIdOf(button.controlId, button.value, 0);
}

/** One process; what came of a press in it. */
function processWith(offers: FormOffers) {
  const told: Told[] = [];
  const modals: unknown[] = [];
  const said: string[] = [];
  const answers = {
    begin: () => undefined,
    async tell(_interaction, { post }) {
      said.push(post.content);
      return { kind: "ok", body: null };
    },
    async openModal(_interaction, modal) {
      modals.push(modal);
      return { kind: "ok", body: null };
    },
    complete: async () => undefined,
    stop: () => undefined,
  } satisfies Answers;
  const interactions = createInteractions({
    async take(one) {
      told.push(one);
      return "kept";
    },
    answers,
    offers,
    completer: { complete: async () => [] },
    applicationKey: APPLICATION,
  });
  const press = (custom_id: string) =>
    interactions.take(
      {
        id: "890000000000000001",
        application_id: APPLICATION,
        type: 3,
        token: "tok",
        channel_id: "820000000000000001",
        user: { id: "850000000000000001", username: "maya" },
        data: { custom_id },
        message: { id: "870000000000000001", channel_id: "820000000000000001" },
      },
      "p",
    );
  return { press, told, modals, said };
}

describe("the button of a form that came too late", () => {
  it("opens the form as it was, and no desk is asked", async () => {
    const offers = createFormOffers();
    const { press, told, modals } = processWith(offers);
    expect(await press(buttonOf(offers, AGAIN))).toBe("answered");
    expect(modals).toMatchObject([{ title: "Reply on #12" }]);
    expect(told).toEqual([]);
  });

  it("after a restart makes the first press again, and opens nobody else's form of the same number", async () => {
    const button = buttonOf(createFormOffers(), AGAIN);
    const later = createFormOffers();
    later.offer({ ...FORM, title: "Somebody else's" });
    const { press, told, modals } = processWith(later);
    expect(await press(button)).toBe("kept");
    expect(modals).toEqual([]);
    expect(told[0]?.d).toMatchObject({ data: { custom_id: `0~ticket.reply~${TICKET}` } });
  });

  it("of a command says to type it again", async () => {
    const { press, told, said } = processWith(createFormOffers());
    expect(await press(buttonOf(createFormOffers()))).toBe("answered");
    expect(said).toEqual(["That form is not there any more. Type the command again."]);
    expect(told).toEqual([]);
  });

  it("is never longer than Discord takes", () => {
    expect(
      buttonOf(createFormOffers(), joinControl("ticket.assign", `${TICKET}|${TICKET}`)).length,
    ).toBeLessThan(101);
  });
});
