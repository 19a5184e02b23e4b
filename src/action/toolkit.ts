/** The parts of GitHub's toolkit that the Action uses. */
export type Toolkit = Pick<
  typeof import('@actions/core'),
  | 'getInput'
  | 'setOutput'
  | 'setFailed'
  | 'setSecret'
  | 'getIDToken'
  | 'summary'
  | 'error'
  | 'warning'
  | 'notice'
  | 'info'
>;
