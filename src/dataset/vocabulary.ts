/**
 * Raw ids to dense integers from 1 on, in the order of first appearance; 0 stands for every id that was never added.
 */
export class Vocabulary {
  /** The index of ids that are not in the vocabulary. */
  static readonly UNKNOWN = 0;

  readonly #indices = new Map<string, number>();
  readonly #ids: string[] = [];

  /** A vocabulary of these ids; repetitions are fine. */
  constructor(ids: Iterable<string> = []) {
    for (const id of ids) this.add(id);
  }

  /** How many indices there are, the unknown one included: the number of rows of an embedding table. */
  get size(): number {
    return this.#ids.length + 1;
  }

  /** All ids; entry `i` has the index `i + 1`. `new Vocabulary(ids)` makes an equal vocabulary. */
  get ids(): readonly string[] {
    return this.#ids;
  }

  /** The index of an id, which is added when it is new. */
  add(id: string): number {
    const known = this.#indices.get(id);
    if (known !== undefined) return known;
    this.#ids.push(id);
    this.#indices.set(id, this.#ids.length);
    return this.#ids.length;
  }

  /** The index of an id, 0 when it is unknown. */
  indexOf(id: string): number {
    return this.#indices.get(id) ?? Vocabulary.UNKNOWN;
  }

  /** The id at an index; undefined at 0 and beyond the end. */
  idAt(index: number): string | undefined {
    return this.#ids[index - 1];
  }

  has(id: string): boolean {
    return this.#indices.has(id);
  }
}
