/** A constraint that cannot be compiled or followed; the message is written for the author of the request. */
export class ConstraintError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ConstraintError";
  }
}
