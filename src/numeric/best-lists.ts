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

  /** Takes a candidate in. Only to be called with a similarity above the row's threshold, already in single precision. */
  insert(row: number, candidate: number, similarity: number): void {
    const { index, similarity: similarities, room } = this;
    const start = row * room;
    let place = start + room - 1;
    while (place > start && (index[place - 1] === -1 || similarities[place - 1]! < similarity)) {
      index[place] = index[place - 1]!;
      similarities[place] = similarities[place - 1]!;
      place -= 1;
    }
    index[place] = candidate;
    similarities[place] = similarity;
    const last = start + room - 1;
    if (index[last] !== -1) this.threshold[row] = similarities[last]!;
  }
}
