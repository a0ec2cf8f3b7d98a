/*
 * What build/compile-core.mjs uses of asc. The package's own types declare a `console` and other
 * globals of AssemblyScript's, which would hide Node's.
 */
declare module "assemblyscript/asc" {
  interface Host {
    readFile(name: string): string | null;
    writeFile(name: string, contents: string | Uint8Array): void;
    listFiles(): string[];
  }
  interface Outcome {
    error: Error | null;
    stderr: { toString(): string };
  }
  const asc: { main(parameters: string[], host: Host): Promise<Outcome> };
  export default asc;
}
