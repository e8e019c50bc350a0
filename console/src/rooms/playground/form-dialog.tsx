import { useState } from "preact/hooks";
import type { FormField } from "../../../../src/domain/message-content.ts";
import { asFault, type Fault } from "../../lib/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { Room } from "./room.ts";
import { newClientKey } from "./room-client.ts";

/** A neutral form as a modal; what was typed stays when sending fails. */
export function FormDialog({ room }: { readonly room: Room }) {
  const opened = room.form.value;
  const [fault, setFault] = useState<Fault | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [clientKey] = useState(newClientKey);
  if (!opened) return null;
  const { form, formToken } = opened;
  const close = () => {
    room.form.value = null;
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const typed = new FormData(event.currentTarget);
    const values = Object.fromEntries(
      form.fields.map((field) => [field.fieldId, String(typed.get(field.fieldId) ?? "")]),
    );
    setBusy(true);
    try {
      await room.client.submitForm({ clientKey, formToken, values });
      close();
    } catch (error) {
      setFault(asFault(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={form.title} onClose={close}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        {form.fields.map((field) => (
          <Field key={field.fieldId} field={field} />
        ))}
        {fault ? (
          <p class="field-fault" role="alert">
            <Icon name="warning" size={16} />
            {fault.message} {fault.cure}
          </p>
        ) : null}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" class="button button-primary" disabled={isBusy}>
            {form.submitLabel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Field({ field }: { readonly field: FormField }) {
  const id = `field-${field.fieldId}`;
  const common = { id, name: field.fieldId, required: !field.optional, class: "input" };
  return (
    <label class="field" htmlFor={id}>
      <span>
        {field.label} {field.optional ? <span class="faint">optional</span> : null}
      </span>
      {field.type === "select" ? (
        <select {...common} defaultValue={field.value}>
          {field.optional || !field.value ? <option value="">Choose…</option> : null}
          {field.options.map((option) => (
            <option key={option.value} value={option.value} selected={option.value === field.value}>
              {option.label}
            </option>
          ))}
        </select>
      ) : field.multiline ? (
        <textarea {...common} rows={4} defaultValue={field.value} />
      ) : (
        <input {...common} defaultValue={field.value} />
      )}
    </label>
  );
}
