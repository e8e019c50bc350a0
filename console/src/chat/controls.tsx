import type { Control, Menu } from "../../../src/domain/message-content.ts";

/** Resolves when the press was taken; the answer comes as a changed or new message. */
export type UseControl = (controlId: string, value: string) => Promise<void>;

export function Controls({
  controls,
  onControl,
}: {
  readonly controls: readonly Control[];
  readonly onControl?: UseControl;
}) {
  return (
    <div class="content-controls">
      {controls.map((control, index) =>
        control.type === "menu" ? (
          <MenuControl key={index} menu={control} onControl={onControl} />
        ) : (
          <button
            key={index}
            type="button"
            class={`button button-small ${control.style ? `button-${control.style}` : ""}`}
            disabled={!onControl}
            onClick={() => void onControl?.(control.controlId, control.value)}
          >
            {control.label}
          </button>
        ),
      )}
    </div>
  );
}

function MenuControl({ menu, onControl }: { readonly menu: Menu; readonly onControl?: UseControl }) {
  return (
    <select
      class="input input-small"
      aria-label={menu.label}
      disabled={!onControl}
      value=""
      onChange={(event) => {
        const { value } = event.currentTarget;
        if (value) void onControl?.(menu.controlId, value);
        event.currentTarget.value = "";
      }}
    >
      <option value="">{menu.label}</option>
      {menu.options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
