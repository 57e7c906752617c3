/** Generated data on disk, so that the process of a ranker holds nothing but what the ranker is given. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModalityColumn } from '../../src/types.js';
import type { Generated } from './generate.js';

interface Description {
  readonly users: number;
  readonly items: number;
  readonly columns: Readonly<Record<'modalities' | 'added', readonly { name: string; dimensions: number }[]>>;
}

/** Writes everything as plain arrays. */
export function writeGenerated(folder: string, { interactions, modalities, added }: Generated): void {
  const { users, items, rowStart, itemIndex, weight } = interactions;
  const shape = ({ name, matrix }: ModalityColumn) => ({ name, dimensions: matrix.dimensions });
  const description: Description = {
    users,
    items,
    columns: { modalities: modalities.map(shape), added: added.map(shape) },
  };
  writeFileSync(join(folder, 'generated.json'), JSON.stringify(description));
  for (const [name, array] of Object.entries({ rowStart, itemIndex, weight })) write(folder, name, array);
  for (const [part, columns] of Object.entries({ modalities, added })) {
    for (const { name, matrix, rowIndex } of columns) {
      write(folder, `${part}-${name}`, matrix.data);
      write(folder, `${part}-${name}-rows`, rowIndex);
    }
  }
}

/** The inverse of {@link writeGenerated}. */
export function readGenerated(folder: string): Generated {
  const { users, items, columns } = JSON.parse(
    readFileSync(join(folder, 'generated.json'), 'utf8'),
  ) as Description;
  const integers = (name: string) => new Int32Array(read(folder, name));
  const floats = (name: string) => new Float32Array(read(folder, name));
  const column =
    (part: string) =>
    ({ name, dimensions }: { name: string; dimensions: number }): ModalityColumn => {
      const data = floats(`${part}-${name}`);
      const rowIndex = integers(`${part}-${name}-rows`);
      return { name, matrix: { data, rows: data.length / dimensions, dimensions }, rowIndex };
    };
  return {
    interactions: {
      users,
      items,
      rowStart: integers('rowStart'),
      itemIndex: integers('itemIndex'),
      weight: floats('weight'),
    },
    modalities: columns.modalities.map(column('modalities')),
    added: columns.added.map(column('added')),
  };
}

function write(
  folder: string,
  name: string,
  { buffer, byteOffset, byteLength }: Float32Array | Int32Array,
): void {
  writeFileSync(join(folder, `${name}.bin`), new Uint8Array(buffer, byteOffset, byteLength));
}

/** A buffer of its own and not a part of Node's pool, so that an array can lie on it. */
function read(folder: string, name: string): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = readFileSync(join(folder, `${name}.bin`));
  if (byteOffset === 0 && buffer.byteLength === byteLength) return buffer as ArrayBuffer;
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}
