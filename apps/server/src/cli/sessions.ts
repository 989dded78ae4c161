// `hesper sessions end`: logs out one person everywhere, or everybody, as after a break-in.
import type { Command } from "commander";
import { commandLineOrigin, recordEvent } from "../audit/service.ts";
import { inTransaction } from "../database/database.ts";
import { findEmployeeByEmail } from "../employees/service.ts";
import { voidAllPendingLogins, voidPendingLogins } from "../login/pending-logins.ts";
import { endAllSessions, endSessionsOf } from "../sessions/service.ts";
import { Failure } from "./failure.ts";
import { withDatabase } from "./open.ts";

export function addCommands(program: Command): void {
  program
    .command("sessions")
    .description("sessions")
    .command("end")
    .description("log a person out everywhere, or everybody")
    .option("--email <email>", "the person's email")
    .option("--everybody", "all sessions of all people")
    .action(endCommand);
}

async function endCommand(options: { email?: string; everybody?: true }): Promise<void> {
  if ((options.email === undefined) === (options.everybody === undefined)) {
    throw new Failure("Say whose sessions to end: --email <email>, or --everybody.");
  }
  await withDatabase(async ({ db, ids }) => {
    const { email } = options;
    const employee = email === undefined ? null : await findEmployeeByEmail(db, email);
    if (email !== undefined && !employee) throw new Failure(`Nobody has the email ${email}. Check how it is written.`);
    await inTransaction(db, async (tx) => {
      const event = { type: "session.ended", actorId: null, origin: commandLineOrigin } as const;
      if (employee) {
        await endSessionsOf(tx, employee.id);
        await voidPendingLogins(tx, employee.id);
        await recordEvent(tx, ids, { ...event, subjectId: employee.id });
      } else {
        await endAllSessions(tx);
        await voidAllPendingLogins(tx);
        await recordEvent(tx, ids, { ...event, subjectId: null, detail: { everybody: true } });
      }
    });
    process.stdout.write(
      `${employee ? `All sessions of ${employee.email}` : "The sessions of everybody"} were ended.\n`,
    );
  });
}
