import type { Pooling } from './pooling.js';

/** What is demanded of a graph's output. */
export interface OutputDemand {
  readonly owner: string;
  readonly kind: 'text' | 'image';
  /** The graph's file, for messages. */
  readonly file: string;
  /** The model's `config.json`; empty where it has none. */
  readonly config: Readonly<Record<string, unknown>>;
  /** As given; `null` leaves the choice to the encoder. */
  readonly output: string | null;
  /** As given; `null` leaves the choice to the encoder. */
  readonly pooling: Pooling | null;
  /** As declared; `null` takes any. */
  readonly dimensions: number | null;
}
