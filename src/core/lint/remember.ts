/** A function of an expression that does its work once for each text, however many automations hold it. */
export function remember<Result>(read: (expression: string) => Result): (expression: string) => Result {
  const known = new Map<string, Result>();
  return (expression) => {
    const before = known.get(expression);
    if (before !== undefined) return before;
    const result = read(expression);
    known.set(expression, result);
    return result;
  };
}
