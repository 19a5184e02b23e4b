/** GitHub's toolkit, as far as the Action uses it. */
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
