/** The position at which a program stops to be jq. */
export class SyntaxProblem extends Error {
  readonly at: number;
  constructor(at: number) {
    super('Not jq');
    this.at = at;
  }
}
