import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type HostileServer, startHostileServer } from './hostile-server.js';

/** A new server and a new empty folder for every test of the file that calls this; both go with the test. */
export function useServerAndFolder(): { server: HostileServer; directory: string } {
  const here = {} as { server: HostileServer; directory: string };
  beforeEach(async () => {
    here.server = await startHostileServer();
    here.directory = await mkdtemp(join(tmpdir(), 'images-'));
  });
  afterEach(async () => {
    await here.server.close();
    await rm(here.directory, { recursive: true, force: true });
  });
  return here;
}
