/** Decides when to stop and which epoch to keep, as Keras' `EarlyStopping` on the validation loss does. */
export class EarlyStopping {
  readonly #patience: number;
  #best = Number.POSITIVE_INFINITY;
  #bestEpoch = 0;
  #waited = 0;

  /** @param patience - Epochs without improvement after which training stops. */
  constructor(patience: number) {
    this.#patience = patience;
  }

  /** 1-based epoch with the lowest loss so far; 0 before the first. */
  get bestEpoch(): number {
    return this.#bestEpoch;
  }

  /** To be told the validation loss after every epoch (1-based). */
  observe(epoch: number, loss: number): { readonly improved: boolean; readonly stop: boolean } {
    if (loss < this.#best) {
      this.#best = loss;
      this.#bestEpoch = epoch;
      this.#waited = 0;
      return { improved: true, stop: false };
    }
    this.#waited++;
    return { improved: false, stop: this.#waited >= this.#patience };
  }
}
