/** A kind of file, told by its first bytes. */
export interface Signature {
  readonly bytes: readonly number[];
  /** Completes "it looks like ...". */
  readonly what: string;
  /** What the user can do. */
  readonly remedy: string;
}

const GZIP = [0x1f, 0x8b];

/** Kinds of file that people pass by mistake, and that would otherwise be read as thousands of broken lines. */
const FOREIGN: readonly Signature[] = [
  { bytes: [0x50, 0x41, 0x52, 0x31], what: 'a Parquet file', remedy: 'Export it as JSON Lines or CSV.' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'a ZIP archive', remedy: 'Unpack it and give the file inside.' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: 'a Zstandard file', remedy: 'Unpack it with "zstd -d".' },
  { bytes: [0x42, 0x5a, 0x68], what: 'a bzip2 file', remedy: 'Unpack it with "bunzip2".' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58], what: 'an xz file', remedy: 'Unpack it with "unxz".' },
  { bytes: [0xff, 0xfe], what: 'UTF-16 text', remedy: 'Convert it with "iconv -f UTF-16 -t UTF-8".' },
  { bytes: [0xfe, 0xff], what: 'UTF-16 text', remedy: 'Convert it with "iconv -f UTF-16 -t UTF-8".' },
];

/** How many bytes the functions below want to see. */
export const SIGNATURE_BYTES = 4;

/** Is this the beginning of a gzip file, whatever its name? */
export function isGzip(head: Uint8Array): boolean {
  return startsWith(head, GZIP);
}

/** The kind of file that is certainly not text in UTF-8, if it is one. */
export function foreignSignature(head: Uint8Array): Signature | undefined {
  return FOREIGN.find(({ bytes }) => startsWith(head, bytes));
}

function startsWith(head: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => head[index] === byte);
}
