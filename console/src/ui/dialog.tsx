import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./icon.tsx";

/** A native modal: the browser keeps the focus inside and closes it on Escape. */
export function Dialog({
  title,
  onClose,
  children,
  wide = false,
}: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  readonly wide?: boolean;
}) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    // A press on the backdrop hits the dialog itself, never something in it.
    const onPress = (event: PointerEvent) => {
      if (event.target === dialog) onClose();
    };
    dialog?.showModal();
    dialog?.addEventListener("pointerdown", onPress);
    return () => {
      dialog?.removeEventListener("pointerdown", onPress);
      dialog?.close();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={wide ? "dialog dialog-wide" : "dialog"}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div class="dialog-inside">
        <header class="dialog-head">
          <h2>{title}</h2>
          <button type="button" class="icon-button" aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

/** Asks before something that cannot be undone. */
export function Confirm({
  title,
  says,
  label,
  onYes,
  onNo,
}: {
  readonly title: string;
  readonly says: string;
  readonly label: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}) {
  return (
    <Dialog title={title} onClose={onNo}>
      <p>{says}</p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onNo}>
          Cancel
        </button>
        <button type="button" class="button button-danger" onClick={onYes}>
          {label}
        </button>
      </div>
    </Dialog>
  );
}
