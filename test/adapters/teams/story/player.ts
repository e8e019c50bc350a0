import { actionsIn, choicesOf, type FoundAction, wordsOfCard } from "../read-card.ts";
import type { ChannelName, PersonName, Shown, TeamsMessage, TeamsWorkspace } from "./workspace.ts";

/** People at work in Teams: they write, press what is written on a card, and fill in dialogs. */
export interface Player {
  readonly workspace: TeamsWorkspace;
  say(by: PersonName, channel: ChannelName, text: string, threadKey?: string): Promise<string>;
  sayDirectly(by: PersonName, text: string): Promise<string>;
  /** By the words on the button, or a menu's by the words of the entry. */
  press(by: PersonName, message: TeamsMessage | undefined, label: string): Promise<Shown>;
  askAbout(by: PersonName, message: TeamsMessage, commandId: string): Promise<Shown>;
  /** Sends the newest dialog before somebody; fields that are not named stay as they were filled in. */
  submit(by: PersonName, values: Readonly<Record<string, string>>): Promise<Shown>;
  dialogBefore(name: PersonName): string;
  /** The newest thing that somebody alone was told: beside the card they pressed, or where nobody else sees it. */
  told(to: PersonName): Promise<string>;
  /** The newest card before somebody alone. */
  newest(of: PersonName): Promise<TeamsMessage>;
  top(channel: ChannelName): Promise<readonly TeamsMessage[]>;
  thread(channel: ChannelName, threadKey: string): Promise<readonly TeamsMessage[]>;
}

export function createPlayer(workspace: TeamsWorkspace): Player {
  const dialogs = new Map<PersonName, { readonly message: TeamsMessage; readonly shown: Shown }>();
  const notes = new Map<PersonName, string>();

  const note = (by: PersonName, message: TeamsMessage, shown: Shown): Shown => {
    notes.delete(by);
    const words = shown.words ?? (shown.dialog === null ? null : wordsOfCard(shown.dialog));
    // “Noted.” says that the rest comes another way.
    if (words !== null && words !== "Noted.") notes.set(by, words);
    if (shown.dialog !== null) dialogs.set(by, { message, shown });
    return shown;
  };

  const write = async (by: PersonName, work: Promise<string>): Promise<string> => {
    notes.delete(by);
    return work;
  };

  return {
    workspace,
    say: (by, channel, text, threadKey) => write(by, workspace.write(by, channel, text, threadKey)),
    sayDirectly: (by, text) => write(by, workspace.writeDirectly(by, text)),
    async press(by, message, label) {
      if (!message) throw new Error(`there is no card with “${label}” to press`);
      const { action, choice } = actionCalled(message, label);
      const data = { ...action.data, ...(choice && { [action.data.rapport?.m ?? ""]: choice }) };
      const isDialog = action.data.msteams?.type === "task/fetch";
      const shown = await workspace.invoke(
        isDialog
          ? { by, message, name: "task/fetch", value: { data } }
          : {
              by,
              message,
              name: "adaptiveCard/action",
              value: { action: { type: "Action.Execute", verb: action.verb, data }, trigger: "manual" },
            },
      );
      return note(by, message, shown);
    },
    async askAbout(by, message, commandId) {
      const body = { contentType: "html", content: `<p>${message.text}</p>` };
      const messagePayload = { id: message.messageKey, body, mentions: [] };
      const value = { commandId, commandContext: "message", messagePayload };
      return note(
        by,
        message,
        await workspace.invoke({ by, message, name: "composeExtension/fetchTask", value }),
      );
    },
    async submit(by, values) {
      const open = dialogs.get(by);
      const action = actionsIn(open?.shown.dialog ?? null).find(({ data }) => data.rapport?.f !== undefined);
      if (!open || !action) throw new Error(`no form is open before ${by}`);
      const inputs = Object.fromEntries(
        [...inputsOf(open.shown.dialog), ...Object.entries(values)].map(([id, value]) => [
          `field.${id}`,
          value,
        ]),
      );
      const value = { data: { ...action.data, ...inputs } };
      return note(
        by,
        open.message,
        await workspace.invoke({ by, message: open.message, name: "task/submit", value }),
      );
    },
    dialogBefore: (name) => JSON.stringify(dialogs.get(name)?.shown.dialog?.body ?? null),
    async told(to) {
      const words = notes.get(to);
      if (words !== undefined) return words;
      const [newest] = (await workspace.aloneBefore(to)).filter(({ isBot }) => isBot).slice(-1);
      if (!newest) throw new Error(`${to} was told nothing`);
      return wordsOfCard(newest.card);
    },
    async newest(of) {
      const [newest] = (await workspace.aloneBefore(of)).filter(({ isBot }) => isBot).slice(-1);
      if (!newest) throw new Error(`${of} was told nothing`);
      return newest;
    },
    top: async (channel) => (await workspace.messages(channel)).filter(({ threadKey }) => threadKey === null),
    thread: async (channel, threadKey) =>
      (await workspace.messages(channel)).filter(
        (message) => message.messageKey === threadKey || message.threadKey === threadKey,
      ),
  };
}

/** What the fields of a dialog come filled in with. */
const inputsOf = (card: Shown["dialog"]): readonly (readonly [string, string])[] =>
  ((card?.body ?? []) as readonly { readonly id?: string; readonly value?: string }[]).flatMap(
    ({ id, value }) =>
      id?.startsWith("field.") && value !== undefined ? [[id.slice("field.".length), value] as const] : [],
  );

function actionCalled(
  message: TeamsMessage,
  label: string,
): { readonly action: FoundAction; readonly choice: string | null } {
  const actions = actionsIn(message.card);
  const named = actions.find(({ title, data }) => title === label && data.rapport?.m === undefined);
  if (named) return { action: named, choice: null };
  for (const action of actions) {
    const choice = choicesOf(message.card, action.data.rapport?.m).find(({ title }) =>
      title.startsWith(label),
    );
    if (choice) return { action, choice: choice.value };
  }
  throw new Error(`nothing is called “${label}” there, but: ${actions.map(({ title }) => title).join(", ")}`);
}
