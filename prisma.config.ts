import { defineConfig } from 'prisma/config';

/** For the ordinary Prisma commands on a machine with full internet access; Loa itself migrates with `loa migrate`. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
});
