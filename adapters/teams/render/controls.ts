import type { Control, Menu } from "../../../src/domain/message-content.ts";
import type { ControlKinds } from "../config.ts";
import { TEAMS_LIMITS as LIMITS } from "../limits.ts";
import type { Seal } from "../seal.ts";
import { type FormPlace, menuData, pressData } from "./card-data.ts";
import type { CardAction, CardElement } from "./elements.ts";
import { plainText } from "./words.ts";

export interface ControlTools {
  readonly seal: Seal;
  readonly controls: ControlKinds;
  /** The place a card is for, where it stands in the private chat in its stead. */
  readonly insteadOf: FormPlace | null;
  /** A number of its own for each menu of a card. */
  readonly place: () => number;
}

/** Buttons in rows, each menu with a button that sends what was chosen: Teams tells of no choice by itself. Pure. */
export function controlElements(controls: readonly Control[], tools: ControlTools): readonly CardElement[] {
  const elements: CardElement[] = [];
  const flush = (buttons: readonly CardAction[]): void => {
    for (let at = 0; at < buttons.length; at += LIMITS.buttonsPerSet)
      elements.push({ type: "ActionSet", actions: buttons.slice(at, at + LIMITS.buttonsPerSet) });
  };
  let buttons: CardAction[] = [];
  const menus: CardElement[] = [];
  for (const control of controls) {
    if (control.type === "button") buttons.push(buttonAction(control, tools));
    else if (control.options.length > 0) menus.push(menuElement(control, tools));
  }
  flush(buttons);
  buttons = [];
  return [...elements, ...menus];
}

function buttonAction(
  { controlId, label, value, style }: Extract<Control, { type: "button" }>,
  { seal, controls, insteadOf }: ControlTools,
): CardAction {
  const id = controlId.slice(0, LIMITS.controlId);
  const data = pressData(seal, insteadOf, id, value.slice(0, LIMITS.controlValue));
  const look = {
    title: plainText(label, LIMITS.buttonText),
    ...(style && { style: style === "danger" ? ("destructive" as const) : ("positive" as const) }),
  };
  // A dialog opens only as the answer to a press that asks for one.
  if (controls.opensForm.includes(controlId))
    return { type: "Action.Submit", ...look, data: { ...data, msteams: { type: "task/fetch" } } };
  return { type: "Action.Execute", ...look, verb: id, data, associatedInputs: "none" };
}

function menuElement(
  { controlId, label, options }: Menu,
  { seal, insteadOf, place }: ControlTools,
): CardElement {
  const id = controlId.slice(0, LIMITS.controlId);
  const inputId = `menu.${place()}`;
  const choices = options.slice(0, LIMITS.menuOptions).map((option) => ({
    title: plainText(option.label, LIMITS.optionText),
    value: option.value.slice(0, LIMITS.controlValue),
  }));
  const data = menuData(
    seal,
    insteadOf,
    id,
    inputId,
    choices.map(({ value }) => value),
  );
  const title = plainText(label, LIMITS.buttonText);
  return {
    type: "ColumnSet",
    columns: [
      {
        type: "Column",
        width: "stretch",
        items: [{ type: "Input.ChoiceSet", id: inputId, placeholder: title, style: "compact", choices }],
      },
      {
        type: "Column",
        width: "auto",
        items: [
          {
            type: "ActionSet",
            actions: [{ type: "Action.Execute", title, verb: id, data, associatedInputs: "auto" }],
          },
        ],
      },
    ],
  };
}
