// What the command line refuses, with a sentence that says what to do. Exit status 1; anything else is a bug (70).
export class Failure extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Failure";
  }
}
