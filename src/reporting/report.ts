import type { DatasetSummary, SplitSummary } from '../dataset/types.js';
import type { CalibrationReport } from '../evaluation/calibration.js';
import type { Comparison } from '../evaluation/comparison/types.js';
import type { RankingEvaluation } from '../evaluation/ranking/types.js';
import type { Evaluation } from '../evaluation/types.js';
import type { ImageSummary } from '../images/types.js';
import type { TrainingHistory } from '../training/types.js';
import type { JsonObject } from '../types.js';

/** Everything a run has to say, as one plain object that survives JSON. Holds no clock times, besides those of `choices`, so equal runs are equal. */
export interface Report {
  readonly formatVersion: 1;
  readonly title: string;
  /** Remarks the reader must see, such as "the data are synthetic". */
  readonly notes: readonly string[];
  readonly dataset: DatasetSummary;
  readonly split: SplitSummary;
  /** Absent when the model uses no images. */
  readonly images?: ImageAccount;
  readonly model: ModelSummary;
  readonly training: TrainingHistory;
  readonly evaluation: Evaluation;
  /** How far the probabilities can be believed; absent for a model that was not calibrated. */
  readonly calibration?: CalibrationReport;
  /** What encoders, fusions and heads were chosen from. */
  readonly choices?: Comparison;
  /** How well items were found that people came to like; preference task only. */
  readonly ranking?: RankingEvaluation;
}

/** What became of the images. Whether one came over the network or from an earlier run is left out: it differs from run to run. */
export type ImageAccount = Omit<ImageSummary, 'downloaded' | 'reused'>;

/** What was trained. */
export interface ModelSummary {
  readonly modalities: readonly {
    readonly name: string;
    readonly encoder: string;
    readonly fingerprint: string;
    readonly dimensions: number;
    /** Rows of the dataset that have this modality. */
    readonly rowsPresent: number;
  }[];
  readonly fusion: string;
  readonly head: string;
  readonly seed: number;
  readonly training: JsonObject;
}
