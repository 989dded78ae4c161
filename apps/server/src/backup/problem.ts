/** A copy, a backup or a restore cannot be done; the message says why, in one line. Nothing was changed. */
export class BackupProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = "BackupProblem";
  }
}
