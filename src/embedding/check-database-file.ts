import { open } from 'node:fs/promises';
import { join } from 'node:path';

const META_BYTES = 192;
const MAGIC = Buffer.from([0xde, 0xc0, 0xef, 0xbe]);
// Layout of a meta page on 64-bit machines: `MDB_meta` follows a page header of 24 bytes.
const MAGIC_AT = 24;
const PAGE_SIZE_AT = 48;
const ROOTS_AT = [88, 136] as const;
const NO_PAGE = 0xffff_ffff_ffff_ffffn;

/**
 * LMDB maps its file into memory: a foreign or cut file ends the process with a signal instead of an error. Rejects
 * with a plain Error when `data.mdb` in the folder begins like no database or ends before the pages it points to;
 * a folder without that file is fine.
 */
export async function checkDatabaseFile(directory: string): Promise<void> {
  const file = await open(join(directory, 'data.mdb'), 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!file) return;
  try {
    const head = await readAt(file, 0);
    if (head.length === 0) return;
    const magic = head.subarray(0, 64).indexOf(MAGIC);
    if (magic < 0) throw new Error('data.mdb is not an LMDB database');
    if (magic !== MAGIC_AT) return;
    const pageSize = head.readUInt32LE(PAGE_SIZE_AT);
    const second = await readAt(file, pageSize);
    const { size } = await file.stat();
    for (const meta of [head, second]) {
      const whole = meta.length === META_BYTES && ROOTS_AT.every((at) => rootFits(meta, at, pageSize, size));
      if (!whole) throw new Error('data.mdb is cut short');
    }
  } finally {
    await file.close();
  }
}

async function readAt(file: Awaited<ReturnType<typeof open>>, position: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(META_BYTES), 0, META_BYTES, position);
  return buffer.subarray(0, bytesRead);
}

function rootFits(meta: Buffer, at: number, pageSize: number, fileSize: number): boolean {
  const root = meta.readBigUInt64LE(at);
  return root === NO_PAGE || (Number(root) + 1) * pageSize <= fileSize;
}
