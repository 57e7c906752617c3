/** One line of a file, without its line end. */
export interface Line {
  /** 1-based. */
  readonly number: number;
  /** The whole line, or its beginning when it is too long. */
  readonly text: string;
  readonly tooLong: boolean;
}

const LINE_FEED = 0x0a;
const HEAD_BYTES = 1024;

/**
 * Cuts chunks of UTF-8 bytes into lines, however the chunks fall. A line longer than `maxLineBytes` is not held: its
 * beginning is kept and the rest passed over, so that a file without line ends cannot exhaust the memory.
 */
export class LineSplitter {
  readonly #maxLineBytes: number;
  #pieces: Buffer[] = [];
  #bytes = 0;
  #number = 0;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  /** Lines finished so far. */
  get count(): number {
    return this.#number;
  }

  /** The lines that end in this chunk. */
  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      this.#keep(chunk.subarray(start, end));
      lines.push(this.#finish());
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
    return lines;
  }

  /** The last line, when the file does not end with a line end. */
  end(): Line[] {
    return this.#bytes > 0 ? [this.#finish()] : [];
  }

  #keep(piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.#bytes <= this.#maxLineBytes) this.#pieces.push(piece);
    else if (this.#pieces.length !== 1 || this.#pieces[0]!.length > HEAD_BYTES) {
      // A copy, so that the chunks themselves can go.
      this.#pieces = [Buffer.from(Buffer.concat([...this.#pieces, piece]).subarray(0, HEAD_BYTES))];
    }
  }

  #finish(): Line {
    const tooLong = this.#bytes > this.#maxLineBytes;
    const pieces = this.#pieces;
    let text = pieces.length === 1 ? pieces[0]!.toString('utf8') : Buffer.concat(pieces).toString('utf8');
    this.#pieces = [];
    this.#bytes = 0;
    this.#number += 1;
    if (text.endsWith('\r')) text = text.slice(0, -1);
    if (this.#number === 1 && text.startsWith('\uFEFF')) text = text.slice(1);
    return { number: this.#number, text, tooLong };
  }
}
