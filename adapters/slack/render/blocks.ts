/** The part of Block Kit that we speak. */
export interface PlainText {
  readonly type: "plain_text";
  readonly text: string;
  /** `false`: `:here:` stays what it is. */
  readonly emoji: false;
}

/** `verbatim`: Slack makes no link and no channel of words by itself. */
export interface Mrkdwn {
  readonly type: "mrkdwn";
  readonly text: string;
  readonly verbatim: true;
}

interface Style {
  readonly bold?: true;
  readonly italic?: true;
  readonly code?: true;
}

/** Words in rich text are taken as they are: no sign in them means anything to Slack. */
export type RichElement =
  | { readonly type: "text"; readonly text: string; readonly style?: Style }
  | { readonly type: "link"; readonly url: string; readonly text: string }
  | { readonly type: "user"; readonly user_id: string };

export interface RichSection {
  readonly type: "rich_text_section" | "rich_text_quote";
  readonly elements: readonly RichElement[];
}

export type RichPart =
  | RichSection
  | { readonly type: "rich_text_list"; readonly style: "bullet"; readonly elements: readonly RichSection[] };

interface Option {
  readonly text: PlainText;
  readonly value: string;
}

export type SlackControl =
  | {
      readonly type: "button";
      readonly action_id: string;
      readonly text: PlainText;
      readonly value: string;
      readonly style?: "primary" | "danger";
    }
  | {
      readonly type: "static_select";
      readonly action_id: string;
      readonly placeholder: PlainText;
      readonly options: readonly Option[];
    };

interface FeedbackButton {
  readonly text: PlainText;
  readonly accessibility_label: string;
  readonly value: string;
}

/** Slack's own thumbs. */
export interface FeedbackButtons {
  readonly type: "feedback_buttons";
  readonly action_id: string;
  readonly positive_button: FeedbackButton;
  readonly negative_button: FeedbackButton;
}

export type InputElement =
  | {
      readonly type: "plain_text_input";
      readonly action_id: string;
      readonly multiline: boolean;
      readonly max_length: number;
      readonly initial_value?: string;
    }
  | {
      readonly type: "static_select";
      readonly action_id: string;
      readonly options: readonly Option[];
      readonly initial_option?: Option;
    };

type BlockKind =
  | { readonly type: "header"; readonly text: PlainText }
  | { readonly type: "section"; readonly fields: readonly Mrkdwn[] }
  | { readonly type: "rich_text"; readonly elements: readonly RichPart[] }
  | { readonly type: "context"; readonly elements: readonly Mrkdwn[] }
  | { readonly type: "divider" }
  | {
      readonly type: "image";
      readonly slack_file: { readonly id: string };
      readonly alt_text: string;
    }
  | { readonly type: "actions"; readonly elements: readonly SlackControl[] }
  | { readonly type: "context_actions"; readonly elements: readonly FeedbackButtons[] }
  | {
      readonly type: "input";
      readonly block_id: string;
      readonly label: PlainText;
      readonly element: InputElement;
      readonly optional: boolean;
    };

/** `block_id` names a block for whoever reads the message again; Slack makes one where none is given. */
export type SlackBlock = BlockKind & { readonly block_id?: string };

/** Characters that count towards the whole of a message. */
export function wordsIn(block: SlackBlock): number {
  switch (block.type) {
    case "header":
      return block.text.text.length;
    case "section":
      return sum(block.fields.map(({ text }) => text.length));
    case "context":
      return sum(block.elements.map(({ text }) => text.length));
    case "rich_text":
      return sum(block.elements.map(richWords));
    case "actions":
      return sum(block.elements.map(controlWords));
    case "context_actions":
      return sum(
        block.elements.map(
          ({ positive_button: yes, negative_button: no }) => yes.text.text.length + no.text.text.length,
        ),
      );
    case "image":
      return block.alt_text.length;
    case "input":
      return block.label.text.length;
    case "divider":
      return 0;
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const richWords = (part: RichPart): number =>
  part.type === "rich_text_list" ? sum(part.elements.map(richWords)) : sum(part.elements.map(elementWords));

const elementWords = (element: RichElement): number =>
  element.type === "user"
    ? element.user_id.length
    : element.text.length + (element.type === "link" ? element.url.length : 0);

const controlWords = (control: SlackControl): number =>
  control.type === "button"
    ? control.text.text.length
    : sum([control.placeholder.text.length, ...control.options.map(({ text }) => text.text.length)]);
