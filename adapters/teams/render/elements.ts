/** The part of Adaptive Cards 1.5 that we speak; Teams shows all of it on every client. */
export interface TextRun {
  readonly type: "TextRun";
  /** Taken as it is: no sign in it means anything to Teams. */
  readonly text: string;
  readonly weight?: "Bolder";
  readonly italic?: true;
  readonly fontType?: "Monospace";
  readonly isSubtle?: true;
  readonly selectAction?: { readonly type: "Action.OpenUrl"; readonly url: string };
}

export interface RichText {
  readonly type: "RichTextBlock";
  readonly inlines: readonly TextRun[];
  readonly spacing?: "Small" | "None" | "Medium";
}

/** Where somebody is called: Teams reads marks in it, so its words are escaped. */
export interface TextBlock {
  readonly type: "TextBlock";
  readonly text: string;
  readonly wrap: true;
  readonly isSubtle?: true;
  readonly size?: "Small" | "Medium";
}

export type CardAction =
  | {
      readonly type: "Action.Execute";
      readonly title: string;
      readonly verb: string;
      readonly data: object;
      readonly style?: "positive" | "destructive";
      readonly associatedInputs: "auto" | "none";
    }
  | {
      readonly type: "Action.Submit";
      readonly title: string;
      readonly data: object;
      readonly style?: "positive" | "destructive";
      readonly associatedInputs?: "auto" | "none";
    };

export type CardInput =
  | {
      readonly type: "Input.Text";
      readonly id: string;
      readonly label: string;
      readonly isMultiline: boolean;
      readonly maxLength: number;
      readonly isRequired: boolean;
      readonly errorMessage?: string;
      readonly value?: string;
    }
  | {
      readonly type: "Input.ChoiceSet";
      readonly id: string;
      readonly label?: string;
      readonly placeholder?: string;
      readonly style: "compact";
      readonly choices: readonly { readonly title: string; readonly value: string }[];
      readonly value?: string;
      readonly isRequired?: boolean;
      readonly errorMessage?: string;
    };

/** Drawn by Teams; `fallback` is for clients that do not know it. Source: "Charts in Adaptive Cards". */
export interface CardChart {
  readonly type: "Chart.VerticalBar.Grouped" | "Chart.Line";
  readonly title: string;
  readonly stacked?: true;
  readonly data: readonly {
    readonly legend: string;
    readonly color: string;
    readonly values: readonly { readonly x: string; readonly y: number }[];
  }[];
  readonly fallback: CardElement | "drop";
}

export type CardElement =
  | CardChart
  | RichText
  | TextBlock
  | CardInput
  | {
      readonly type: "Container";
      readonly style?: "emphasis" | "attention" | "warning" | "good" | "default";
      readonly items: readonly CardElement[];
      readonly separator?: true;
      readonly bleed?: true;
    }
  | {
      readonly type: "ColumnSet";
      readonly spacing?: "Small";
      readonly columns: readonly {
        readonly type: "Column";
        readonly width: "auto" | "stretch" | number;
        readonly items: readonly CardElement[];
      }[];
    }
  | {
      readonly type: "Image";
      readonly url: string;
      readonly altText: string;
      readonly size: "Stretch";
    }
  | { readonly type: "ActionSet"; readonly actions: readonly CardAction[] };

export interface MentionEntity {
  readonly type: "mention";
  readonly text: string;
  readonly mentioned: { readonly id: string; readonly name: string };
}

export interface AdaptiveCard {
  readonly type: "AdaptiveCard";
  readonly version: "1.5";
  readonly $schema: "http://adaptivecards.io/schemas/adaptive-card.json";
  readonly body: readonly CardElement[];
  readonly actions?: readonly CardAction[];
  readonly refresh?: { readonly action: object; readonly userIds?: readonly string[] };
  readonly msteams: { readonly width: "Full"; readonly entities?: readonly MentionEntity[] };
}

/** Characters that a reader sees. */
export function wordsIn(element: CardElement): number {
  switch (element.type) {
    case "RichTextBlock":
      return sum(element.inlines.map(({ text }) => text.length));
    case "TextBlock":
      return element.text.length;
    case "Container":
      return sum(element.items.map(wordsIn));
    case "ColumnSet":
      return sum(element.columns.flatMap(({ items }) => items.map(wordsIn)));
    case "Image":
      return element.altText.length;
    case "Chart.VerticalBar.Grouped":
    case "Chart.Line":
      return element.title.length + sum(element.data.map(({ legend }) => legend.length));
    case "ActionSet":
      return sum(element.actions.map(({ title }) => title.length));
    case "Input.Text":
      return element.label.length;
    case "Input.ChoiceSet":
      return (
        (element.label ?? element.placeholder ?? "").length +
        sum(element.choices.map(({ title }) => title.length))
      );
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
