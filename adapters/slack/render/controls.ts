import type { Button, Control, MessageContent } from "../../../src/domain/message-content.ts";
import { SLACK_LIMITS as LIMITS } from "../limits.ts";
import { actionIdOf, FEEDBACK_CONTROL, feedbackValue } from "../thread-key.ts";
import type { SlackBlock, SlackControl } from "./blocks.ts";
import { plainText } from "./words.ts";

/** Room for `#` and a place below 1,000. */
const CONTROL_ID_LENGTH = LIMITS.actionId - 4;

/** `place` makes the action id the only one of its message: five ratings share a control id. Pure. */
export function actionBlocks(controls: readonly Control[], place: () => number): readonly SlackBlock[] {
  const pair = feedbackPair(controls);
  const rest = pair === null ? controls : controls.filter((control) => !pair.includes(control));
  // Slack refuses a menu without entries.
  const shown = rest.filter((control) => control.type === "button" || control.options.length > 0);
  return [
    ...(pair === null ? [] : [thumbs(pair, place())]),
    ...inGroups(shown, LIMITS.actionsPerBlock).map((group) => ({
      type: "actions" as const,
      elements: group.map((control) => renderControl(control, place())),
    })),
  ];
}

type Pair = readonly [positive: Control, negative: Control];

/** One of each, or none: half a judgement is an ordinary button. */
function feedbackPair(controls: readonly Control[]): Pair | null {
  const [positive, ...moreYes] = controls.filter((control) => feedbackOf(control) === "positive");
  const [negative, ...moreNo] = controls.filter((control) => feedbackOf(control) === "negative");
  const isPair = positive !== undefined && negative !== undefined && moreYes.length + moreNo.length === 0;
  return isPair ? [positive, negative] : null;
}

const feedbackOf = (control: Control): Button["feedback"] =>
  control.type === "button" ? control.feedback : undefined;

function thumbs([positive, negative]: Pair, place: number): SlackBlock {
  const half = (control: Control) => {
    const text = plainText(control.label, LIMITS.buttonText);
    const value = control.type === "button" ? feedbackValue(control) : "";
    return { text, accessibility_label: text.text, value: value.slice(0, LIMITS.buttonValue) };
  };
  return {
    type: "context_actions",
    elements: [
      {
        type: "feedback_buttons",
        action_id: actionIdOf(FEEDBACK_CONTROL, place),
        positive_button: half(positive),
        negative_button: half(negative),
      },
    ],
  };
}

/** The same message with words on all its buttons, for places that know no thumbs. Pure. */
export const withWordButtons = (content: MessageContent): MessageContent => ({
  ...content,
  blocks: content.blocks.map((block) =>
    block.type === "controls" ? { ...block, controls: block.controls.map(withoutFeedback) } : block,
  ),
});

function withoutFeedback(control: Control): Control {
  if (control.type === "menu") return control;
  const { feedback: _feedback, ...button } = control;
  return button;
}

function renderControl(control: Control, place: number): SlackControl {
  const action_id = actionIdOf(control.controlId.slice(0, CONTROL_ID_LENGTH), place);
  if (control.type === "menu")
    return {
      type: "static_select",
      action_id,
      placeholder: plainText(control.label, LIMITS.menuLabel),
      options: renderOptions(control.options),
    };
  return {
    type: "button",
    action_id,
    text: plainText(control.label, LIMITS.buttonText),
    value: control.value.slice(0, LIMITS.buttonValue),
    ...(control.style && { style: control.style }),
  };
}

export const renderOptions = (options: readonly { readonly label: string; readonly value: string }[]) =>
  options.slice(0, LIMITS.menuOptions).map(({ label, value }) => ({
    text: plainText(label, LIMITS.optionText),
    value: value.slice(0, LIMITS.optionValue),
  }));

export function inGroups<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const groups: T[][] = [];
  for (let start = 0; start < items.length; start += size) groups.push(items.slice(start, start + size));
  return groups;
}
