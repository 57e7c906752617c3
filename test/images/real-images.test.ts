import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectImages } from '../../src/images/collect-images.js';
import { decodeRgb } from '../../src/images/decode.js';

const root = resolve(import.meta.dirname, '../..');
const originals = resolve(root, process.env.MULTIMODAL_SHARED ?? '../shared', 'data/originals');
const there = existsSync(originals);

describe.skipIf(!there)('real pictures (skipped where the shared data are absent)', () => {
  const pictures = there ? readdirSync(originals).filter((name) => name.endsWith('.jpg')) : [];
  const manifest = there ? JSON.parse(readFileSync(join(originals, 'manifest.json'), 'utf8')) : { items: [] };
  const spaces = new Map<string, string>(
    manifest.items.map(({ file, space }: { file: string; space: string }) => [file, space]),
  );

  it('are all found whole', async () => {
    const { summary } = await collectImages(pictures.map((name) => join(originals, name)));
    expect(summary).toMatchObject({ requested: 50, available: 50, failures: [] });
  });

  it('are decoded, grey ones to equal channels, CMYK ones to colours that are not inverted', async () => {
    const seen: Record<string, number> = {};
    for (const name of pictures) {
      const { data } = await decodeRgb(readFileSync(join(originals, name)), {
        width: 24,
        height: 36,
        fit: 'cover',
      });
      const space = spaces.get(name) ?? 'unknown';
      seen[space] = (seen[space] ?? 0) + 1;
      expect(data).toHaveLength(24 * 36 * 3);
      expect(new Set(data).size).toBeGreaterThan(8);
      if (space === 'b-w') for (let i = 0; i < data.length; i += 3) expect(data[i]).toBe(data[i + 2]);
    }
    expect(seen).toMatchObject({ cmyk: 5, 'b-w': 4 });
  });

  it('are judged by content, whatever their names say', async () => {
    const quirks = join(originals, 'quirks');
    const names = ['gif_1x1_placeholder_named.jpg', 'git_lfs_pointer_named.png', 'real_png_photo.png'];
    const { entries, summary } = await collectImages(names.map((name) => join(quirks, name)));
    expect(entries.map(Boolean)).toEqual([true, false, true]);
    expect(summary.failures).toEqual([
      {
        reference: join(quirks, 'git_lfs_pointer_named.png'),
        reason: 'NOT_AN_IMAGE',
        detail: expect.stringContaining('version https'),
      },
    ]);
  });
});
