import type { Form } from "../../../src/domain/message-content.ts";
import type { CommandCompleter } from "../../../src/ports/chat-adapter.ts";
import { DISCORD_LIMITS } from "../limits.ts";
import { personOf } from "../parse/read-interaction.ts";
import { type InteractionOf, type InteractionShape, interactionShape } from "../parse/shapes.ts";
import { renderForm } from "../render/form.ts";
import { renderSinglePost } from "../render-message.ts";
import { ANSWER, type Answers, type RespondOverHttp } from "../speak/answers.ts";
import { type FormOffers, REOPEN_CONTROL } from "../speak/form-offer.ts";
import { type Interaction, type InteractionKind, readCustomId } from "../thread-key.ts";
import type { TakeOutcome, Told } from "./take.ts";

export interface InteractionsOptions {
  readonly take: (told: Told) => Promise<TakeOutcome>;
  readonly answers: Answers;
  readonly offers: FormOffers;
  readonly completer: CommandCompleter;
  readonly applicationKey: string;
}

/** Commands, presses, forms and what is typed on the way to them, by whichever line they came. */
export interface Interactions {
  /** `refused`: none of ours. `answered`: the desk need not know. */
  take(
    raw: unknown,
    packetKey: string,
    respond?: RespondOverHttp,
  ): Promise<TakeOutcome | "refused" | "answered">;
}

const KINDS: Readonly<Record<InteractionShape["type"], InteractionKind | null>> = {
  1: null,
  2: "command",
  3: "component",
  4: "command",
  5: "form",
};

export function createInteractions(options: InteractionsOptions): Interactions {
  const { answers, offers, completer, applicationKey } = options;

  const say = (interaction: Interaction, words: string) =>
    answers.tell(interaction, {
      post: renderSinglePost({
        summary: words,
        blocks: [{ type: "paragraph", inlines: [{ type: "text", text: words }] }],
      }),
      files: [],
    });

  const reopen = async (interaction: Interaction, form: Form | null): Promise<void> => {
    const modal = form === null ? null : renderForm(form);
    if (modal === null) await say(interaction, "That form is not there any more. Type the command again.");
    else await answers.openModal(interaction, modal);
  };

  return {
    async take(raw, packetKey, respond) {
      const parsed = interactionShape.safeParse(raw);
      if (!parsed.success || parsed.data.application_id !== applicationKey) return "refused";
      const { data } = parsed;
      if (data.type === 1) {
        respond?.({ type: ANSWER.pong });
        return "answered";
      }
      const kind = KINDS[data.type];
      const person = personOf(data);
      if (kind === null || person === null) return "refused";
      const interaction: Interaction = { personKey: person.user.id, id: data.id, token: data.token, kind };
      if (data.type === 4) {
        await answers.complete(interaction, await completionsOf(data, person.user.id, completer), respond);
        return "answered";
      }
      answers.begin(interaction, respond);
      const press = data.type === 3 ? readCustomId(data.data.custom_id) : null;
      const offered = press?.controlId === REOPEN_CONTROL ? offers.find(press.value) : null;
      if (offered !== null && (offered.form !== null || offered.again === null)) {
        await reopen(interaction, offered.form);
        return "answered";
      }
      // The process that made the form is gone: the first press is made again.
      const d = offered === null ? raw : pressedAgain(data, offered.again ?? "");
      const outcome = await options.take({ t: "INTERACTION_CREATE", d, key: packetKey });
      if (outcome === "not-kept") await say(interaction, "That could not be kept. Try again in a moment.");
      if (outcome === "passed") await say(interaction, "Rapport does not know what to do with this here.");
      return outcome;
    },
  };
}

const pressedAgain = (interaction: InteractionShape, again: string): unknown => ({
  ...interaction,
  data: { custom_id: `0~${again}` },
});

/** What may follow the words typed so far. Suggestions are the same for all: what somebody may not do is refused when they do it. */
async function completionsOf(
  interaction: InteractionOf<4>,
  personKey: string,
  completer: CommandCompleter,
): Promise<readonly { readonly name: string; readonly value: string }[]> {
  const { name, options } = interaction.data;
  const [first] = options ?? [];
  const sub = first?.type === 1 ? first : null;
  const leaves = sub ? (sub.options ?? []) : (options ?? []);
  const typed = String(leaves.find(({ focused }) => focused)?.value ?? "");
  const command = sub ? `${name} ${sub.name}` : name;
  const found = await completer.complete({
    platform: "discord",
    workspaceKey: interaction.guild_id ?? "",
    personKey,
    role: "admin",
    text: `/${command} ${typed}`,
  });
  return found
    .map(({ value }) => value.replace(`/${command} `, ""))
    .filter((value) => value !== "" && value.length <= DISCORD_LIMITS.optionValue)
    .slice(0, DISCORD_LIMITS.completions)
    .map((value) => ({ name: value, value }));
}
