// Changes the store over and over until it is killed; says so after each change.
import { openStorage } from "../store/storage.ts";

const [folder = ""] = process.argv.slice(2);
const storage = await openStorage({ folder, database: `${folder}/key.sqlite`, agentFile: "", attemptFile: "" });
for (;;) {
  await storage.change(async (tx) => {
    const record = await tx.getRecord();
    if (!record) throw new Error("There is no record.");
    const wrongPins = record.wrongPins + 1;
    await tx.putAccount({
      id: `of-${String(wrongPins).padStart(6, "0")}`,
      kind: "private",
      revision: 1,
      details: null,
      parts: { sealedRevision: 1, sealed: "x", details: "x" },
      newer: null,
      seenRevision: 0,
      updatedAt: "",
      trouble: null,
    });
    await tx.putRecord({ ...record, wrongPins });
  });
  process.send?.("done");
  await new Promise((resolve) => setImmediate(resolve));
}
