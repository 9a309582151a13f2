import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The project's folder, the same whether the code runs from source (tests) or from dist/: the nearest folder above
 * that holds prisma/schema.prisma. Catalogues, campaigns, migrations and data are read from there.
 */
export const projectRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'prisma', 'schema.prisma'))) return folder;
    if (folder === dirname(folder))
      throw new Error(`No prisma/schema.prisma above ${from}: this copy of Loa is incomplete`);
  }
}
