// Imports point downwards: finds rings of files, and imports that the shape of the house does not allow.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "./run.ts";

/** What each workspace may import from the others. */
const allowed: Record<string, readonly string[]> = {
  "packages/contract": [],
  "packages/otp": [],
  "packages/vault": [],
  "packages/keyring": ["packages/contract", "packages/otp", "packages/vault"],
  "apps/key": ["packages/keyring"],
  "apps/extension": ["packages/keyring"],
  "apps/server": ["packages/contract", "packages/otp"],
  "apps/console": ["packages/contract", "packages/otp", "packages/vault"],
};

/** What else the server may import: it reads headers and recipients, and has nothing that seals or opens. */
const alsoForServer: readonly string[] = ["fingerprint", "header", "limits", "problem", "recipient-form"].map(
  (name) => `packages/vault/src/${name}.ts`,
);

/** Rooms inside the server that know nothing of the capabilities above them. */
const lowRooms: Record<string, readonly string[]> = {
  security: ["security"],
  config: ["config", "security"],
  database: ["database", "security"],
};

const packages: Record<string, string> = {
  "@hesper/contract": "packages/contract/src/index.ts",
  "@hesper/contract/account-fields": "packages/contract/src/account-fields.ts",
  "@hesper/contract/client": "packages/contract/src/client.ts",
  "@hesper/contract/imported-details": "packages/contract/src/imported-details.ts",
  "@hesper/contract/keys": "packages/contract/src/keys.ts",
  "@hesper/contract/limits": "packages/contract/src/limits.ts",
  "@hesper/otp": "packages/otp/src/index.ts",
  "@hesper/vault": "packages/vault/src/index.ts",
  "@hesper/keyring": "packages/keyring/src/index.ts",
  "@hesper/keyring/prf": "packages/keyring/src/prf.ts",
  "@hesper/vault/fingerprint": "packages/vault/src/fingerprint.ts",
  "@hesper/vault/header": "packages/vault/src/header.ts",
  "@hesper/vault/import": "packages/vault/src/import/index.ts",
  "@hesper/vault/identity": "packages/vault/src/identity.ts",
  "@hesper/vault/limits": "packages/vault/src/limits.ts",
  "@hesper/vault/passphrase": "packages/vault/src/passphrase.ts",
  "@hesper/vault/prf": "packages/vault/src/prf.ts",
  "@hesper/vault/problem": "packages/vault/src/problem.ts",
  "@hesper/vault/recipient-form": "packages/vault/src/recipient-form.ts",
};

const importPattern =
  /(?:^|\n)\s*(?:import|export)\b[^"';]*?from\s*"([^"]+)"|(?:^|\n)\s*import\s*"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/g;

function sourcesIn(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

export type Graph = ReadonlyMap<string, readonly string[]>;

/** Each source file with the files of the project it imports, types included. */
export function readGraph(): Graph {
  const graph = new Map<string, string[]>();
  for (const file of Object.keys(allowed).flatMap((room) => sourcesIn(join(room, "src")))) {
    const text = readFileSync(join(root, file), "utf8");
    const targets = [...text.matchAll(importPattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
    graph.set(
      file,
      targets.flatMap((target) => resolveImport(file, target)),
    );
  }
  return graph;
}

function resolveImport(file: string, target: string): string[] {
  // What a package says of itself is no source.
  if (target.endsWith("/package.json")) return [];
  if (target.startsWith(".")) return [join(dirname(file), target)];
  return packages[target] ? [packages[target]] : [];
}

/** @returns one ring, as a path that ends where it began; null when there is none. */
export function findRing(graph: Graph): readonly string[] | null {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): readonly string[] | null => {
    const at = path.indexOf(file);
    if (at >= 0) return [...path.slice(at), file];
    if (done.has(file)) return null;
    path.push(file);
    for (const target of graph.get(file) ?? []) {
      const ring = visit(target);
      if (ring) return ring;
    }
    path.pop();
    done.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const ring = visit(file);
    if (ring) return ring;
  }
  return null;
}

function isTest(file: string): boolean {
  return file.includes(".test.") || file.includes("/testing/");
}

/** @returns a sentence for each import that points upwards. */
export function findUpwardImports(graph: Graph): string[] {
  return [...graph].flatMap(([file, targets]) =>
    targets
      .filter((target) => !isTest(file) && !mayImport(file, target))
      .map((target) => `${file} must not import ${target}`),
  );
}

function mayImport(file: string, target: string): boolean {
  const [from, to] = [roomOf(file), roomOf(target)];
  if (from === "apps/server" && alsoForServer.includes(target)) return true;
  if (from !== to) return allowed[from]?.includes(to) ?? false;
  const lowRoom = lowRooms[serverRoomOf(file)];
  return from !== "apps/server" || lowRoom === undefined || lowRoom.includes(serverRoomOf(target));
}

function roomOf(file: string): string {
  return file.split("/").slice(0, 2).join("/");
}

function serverRoomOf(file: string): string {
  return file.split("/")[3] ?? "";
}

if (import.meta.main) {
  const graph = readGraph();
  const ring = findRing(graph);
  const upward = findUpwardImports(graph);
  if (ring) console.error(`A ring of imports: ${ring.join(" -> ")}`);
  for (const sentence of upward) console.error(sentence);
  process.exitCode = ring || upward.length > 0 ? 1 : 0;
}
