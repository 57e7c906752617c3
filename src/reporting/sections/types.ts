/** The report between data and rendering: text and HTML show the same sections, each in its own way. */
export interface Section {
  /** Anchor in the page. */
  readonly id: string;
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** Names of the plots that belong here. */
  readonly plots: readonly PlotName[];
  readonly tables: readonly Table[];
}

/** A table of ready texts. */
export interface Table {
  readonly caption: string;
  /** Numbers go to the right. */
  readonly columns: readonly { readonly label: string; readonly align: 'left' | 'right' }[];
  readonly rows: readonly (readonly string[])[];
  /** Whether the page folds it away; the text always shows it. */
  readonly folded?: boolean;
}

/** The pictures of a report, in the order of the page. */
export const PLOT_NAMES = [
  'ablation',
  'confusion-matrix',
  'actual-vs-predicted',
  'ratings',
  'reliability',
  'training-curves',
] as const;

/** One of {@link PLOT_NAMES}; also the name of its file. */
export type PlotName = (typeof PLOT_NAMES)[number];

/** A table of names and values. */
export function keyValueTable(caption: string, rows: readonly (readonly [string, string])[]): Table {
  return {
    caption,
    columns: [
      { label: '', align: 'left' },
      { label: '', align: 'left' },
    ],
    rows,
  };
}

/** Columns by label; those that end in `>` are aligned to the right. */
export function columns(...labels: readonly string[]): Table['columns'] {
  return labels.map((label) =>
    label.endsWith('>') ? { label: label.slice(0, -1), align: 'right' } : { label, align: 'left' },
  );
}
