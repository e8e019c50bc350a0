import type { Block, Control } from "../../../src/domain/message-content.ts";
import { DISCORD_LIMITS as LIMITS } from "../limits.ts";
import { customIdOf } from "../thread-key.ts";
import { plainWords } from "./markup.ts";
import type { ButtonPart, MenuPart, RowPart } from "./parts.ts";

const STYLES = { primary: 1, danger: 4, plain: 2 } as const;

/** Rows of buttons and menus, each group of controls beginning a row of its own. Pure. */
export function controlRows(blocks: readonly Block[]): readonly RowPart[] {
  let places = 0;
  const rows: RowPart[] = [];
  for (const block of blocks) {
    if (block.type !== "controls") continue;
    let row: ButtonPart[] = [];
    const close = (): void => {
      if (row.length > 0) rows.push({ type: 1, components: row });
      row = [];
    };
    for (const control of block.controls) {
      const part = renderControl(control, places);
      if (part === null) continue;
      places += 1;
      if (part.type === 3) {
        close();
        rows.push({ type: 1, components: [part] });
        continue;
      }
      if (row.length === LIMITS.buttonsInRow) close();
      row.push(part);
    }
    close();
  }
  return rows;
}

/** `null` for what Discord refuses: a menu without entries, an id that is too long to come back whole. */
function renderControl(control: Control, place: number): ButtonPart | MenuPart | null {
  const custom_id = customIdOf(control.controlId, control.type === "button" ? control.value : "", place);
  if (custom_id.length > LIMITS.customId) return null;
  if (control.type === "button")
    return {
      type: 2,
      style: STYLES[control.style ?? "plain"],
      label: plainWords(control.label, LIMITS.buttonLabel),
      custom_id,
    };
  const options = renderOptions(control.options);
  if (options.length === 0) return null;
  return { type: 3, custom_id, placeholder: plainWords(control.label, LIMITS.menuPlaceholder), options };
}

/** Each value once, as Discord wants it. Pure. */
export function renderOptions(
  options: readonly { readonly label: string; readonly value: string }[],
  chosen?: string,
): MenuPart["options"] {
  const seen = new Set<string>();
  return options
    .filter(({ value }) => value !== "" && value.length <= LIMITS.optionValue)
    .filter(({ value }) => !seen.has(value) && seen.add(value))
    .slice(0, LIMITS.menuOptions)
    .map(({ label, value }) => ({
      label: plainWords(label, LIMITS.optionLabel),
      value,
      ...(value === chosen && { default: true }),
    }));
}
