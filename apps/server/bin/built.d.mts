export declare const sources: readonly string[];
export declare const builtFolder: string;
export declare const stampFile: string;
export declare function looksOfSources(): string;
export declare function programOf(name: "main" | "cli/main"): string;
