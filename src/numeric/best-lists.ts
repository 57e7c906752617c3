/** For each of many rows the `room` best candidates seen so far, best first, equal ones in the order they were offered. */
export class BestLists {
  readonly index: Int32Array;
  readonly similarity: Float32Array;
  readonly room: number;
  /** Similarity that a candidate of a row has to exceed. */
  readonly threshold: Float32Array;

  constructor(rows: number, room: number) {
    this.room = room;
    this.index = new Int32Array(rows * room).fill(-1);
    this.similarity = new Float32Array(rows * room);
    this.threshold = new Float32Array(rows).fill(
      room === 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY,
    );
  }

  /**
   * Takes a candidate in if it is good enough once it is rounded to single precision, as lists hold it, and kept within -1 to 1.
   * Only worth a call, and only allowed, with a similarity above the row's threshold.
   */
  offer(row: number, candidate: number, cosine: number): void {
    const similarity = Math.fround(Math.max(-1, Math.min(1, cosine)));
    // Rounded, it may be equal to the last of the list, and who came first stays.
    if (similarity <= this.threshold[row]!) return;
    const { index, similarity: similarities, room } = this;
    const start = row * room;
    const last = start + room - 1;
    let place = start;
    // Where it belongs: behind all that are as good, by halving.
    for (let end = last; place < end; ) {
      const middle = (place + end) >> 1;
      if (index[middle] !== -1 && similarities[middle]! >= similarity) place = middle + 1;
      else end = middle;
    }
    index.copyWithin(place + 1, place, last);
    similarities.copyWithin(place + 1, place, last);
    index[place] = candidate;
    similarities[place] = similarity;
    if (index[last] !== -1) this.threshold[row] = similarities[last]!;
  }
}
