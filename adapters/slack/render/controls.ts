import type { Control } from "../../../src/domain/message-content.ts";
import { SLACK_LIMITS as LIMITS } from "../limits.ts";
import { actionIdOf } from "../thread-key.ts";
import type { SlackBlock, SlackControl } from "./blocks.ts";
import { plainText } from "./words.ts";

/** Room for `#` and a place below 1,000. */
const CONTROL_ID_LENGTH = LIMITS.actionId - 4;

/** `place` makes the action id the only one of its message: five ratings share a control id. Pure. */
export function actionBlocks(controls: readonly Control[], place: () => number): readonly SlackBlock[] {
  // Slack refuses a menu without entries.
  const shown = controls.filter((control) => control.type === "button" || control.options.length > 0);
  return inGroups(shown, LIMITS.actionsPerBlock).map((group) => ({
    type: "actions",
    elements: group.map((control) => renderControl(control, place())),
  }));
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
