/** The little of WebAssembly that prisma/schemaEngine.ts uses; the full types come with the browser's, which are not ours. */
declare namespace WebAssembly {
  interface Instance {
    exports: Record<string, unknown>;
  }
  function instantiate(bytes: Uint8Array, imports: Record<string, unknown>): Promise<{ instance: Instance }>;
}
