/** The part of Discord's message that we speak. */
export interface Embed {
  title?: string;
  description?: string;
  color?: number;
  fields?: { readonly name: string; readonly value: string; readonly inline: boolean }[];
  image?: { readonly url: string };
}

export interface ButtonPart {
  readonly type: 2;
  /** 1 blurple, 2 grey, 3 green, 4 red. */
  readonly style: 1 | 2 | 3 | 4;
  readonly label: string;
  readonly custom_id: string;
}

export interface MenuPart {
  readonly type: 3;
  readonly custom_id: string;
  readonly placeholder: string;
  readonly options: readonly { readonly label: string; readonly value: string; readonly default?: boolean }[];
}

export interface RowPart {
  readonly type: 1;
  readonly components: readonly (ButtonPart | MenuPart)[];
}

/** Characters that count towards the whole of a message's embeds. Pure. */
export const wordsIn = ({ title = "", description = "", fields = [] }: Embed): number =>
  title.length +
  description.length +
  fields.reduce((total, { name, value }) => total + name.length + value.length, 0);
