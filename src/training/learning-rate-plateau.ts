/** Settings of {@link LearningRatePlateau}. */
export interface PlateauSettings {
  readonly learningRate: number;
  readonly factor: number;
  readonly patience: number;
  readonly minimum: number;
}

/** An improvement smaller than this does not count; the default of Keras. */
const MINIMUM_IMPROVEMENT = 1e-4;

/** Lowers the learning rate when the validation loss stops improving, as Keras' `ReduceLROnPlateau` does. */
export class LearningRatePlateau {
  #learningRate: number;
  #best = Number.POSITIVE_INFINITY;
  #waited = 0;
  readonly #settings: PlateauSettings;

  constructor(settings: PlateauSettings) {
    this.#settings = settings;
    this.#learningRate = settings.learningRate;
  }

  get learningRate(): number {
    return this.#learningRate;
  }

  /** To be told the validation loss after every epoch. */
  observe(loss: number): void {
    if (loss < this.#best - MINIMUM_IMPROVEMENT) {
      this.#best = loss;
      this.#waited = 0;
      return;
    }
    this.#waited++;
    if (this.#waited < this.#settings.patience) return;
    const { factor, minimum } = this.#settings;
    if (this.#learningRate > minimum) {
      this.#learningRate = Math.max(this.#learningRate * factor, minimum);
      this.#waited = 0;
    }
  }
}
