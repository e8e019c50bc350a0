import type { Channel, Workspace } from "../domain/channel.ts";
import { type Block, type Button, paragraph, text } from "../domain/message-content.ts";
import type { KeptSurvey } from "../domain/workspace-survey.ts";
import { CONTROLS, joinValue } from "./control-ids.ts";
import { guessCustomerChannels, guessOpenChannels, guessTeamChannels } from "./setup-guess.ts";

/** By their names: customers' channels together, a channel of the team one by one. */
export function guessLines(channels: readonly Channel[], survey: KeptSurvey): readonly Block[] {
  const guesses = [
    ...guessCustomerChannels(channels).map(({ name }) => `#${name}`),
    ...guessOpenChannels(survey, channels).map(({ name }) => `#${name} (I would join it)`),
  ];
  const team = guessTeamChannels(channels);
  return [
    ...(guesses.length > 0
      ? [paragraph(text(`By their names customers write in ${guesses.join(", ")}.`))]
      : []),
    ...team.map(({ channel, purpose }) =>
      paragraph(
        text(`#${channel.name} looks like the ${purpose}' channel. Everybody in it will read `),
        text(purpose === "agents" ? "customers' words and moods." : "the desk's figures."),
      ),
    ),
  ];
}

export function guessButtons(
  workspace: Workspace,
  channels: readonly Channel[],
  survey: KeptSurvey,
): readonly Button[] {
  const guesses = guessCustomerChannels(channels).length + guessOpenChannels(survey, channels).length;
  const customers: Button = {
    type: "button",
    controlId: CONTROLS.setupGuess,
    label: "Use them for customers",
    value: workspace.id,
    style: "primary",
  };
  return [
    ...(guesses > 0 ? [customers] : []),
    ...guessTeamChannels(channels).map(
      ({ channel, purpose }): Button => ({
        type: "button",
        controlId: CONTROLS.setupPurpose,
        label: `Use #${channel.name.slice(0, 40)} for ${purpose}`,
        value: joinValue(channel.id, purpose),
      }),
    ),
  ];
}
