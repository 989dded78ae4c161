export declare class Programs {
  readonly sources: readonly string[];
  readonly folder: string;
  readonly builtFolder: string;
  readonly stampFile: string;
  looksOfSources(): string;
  programOf(name: string): string;
}
export declare const server: Programs;
export declare const commandLineKey: Programs;
