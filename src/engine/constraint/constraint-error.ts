/** A constraint that cannot be compiled or followed; the message is written for the author of the request. */
export class ConstraintError extends Error {
  /** Label of the tag that is at fault, where a structural tag labels its tags. */
  readonly part: string | undefined;

  constructor(message: string, part?: string) {
    super(message);
    this.name = "ConstraintError";
    this.part = part;
  }
}
