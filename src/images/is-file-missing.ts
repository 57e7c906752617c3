/** Did a file operation fail because there is no such file or folder? */
export function isFileMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
