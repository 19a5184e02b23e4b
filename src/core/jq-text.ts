/**
 * A jq expression with the contents of its strings and comments blanked out, every character at its place: what is left
 * can be searched for operators and paths. Code inside of an interpolation `\( … )` stays.
 */
export function codeOf(expression: string): string {
  if (!expression.includes('"') && !expression.includes('#')) return expression;
  const units = expression.split('');
  // One entry for each string that is open, holding the number of parentheses open in its current interpolation.
  const strings: number[] = [];
  let inString = false;
  for (let at = 0; at < units.length; at += 1) {
    const unit = units[at];
    if (inString) {
      if (unit === '\\' && units[at + 1] === '(') {
        units[at] = ' ';
        strings.push(0);
        inString = false;
        at += 1;
      } else if (unit === '\\') {
        units[at] = ' ';
        if (at + 1 < units.length) units[at + 1] = ' ';
        at += 1;
      } else if (unit === '"') {
        inString = false;
      } else {
        units[at] = ' ';
      }
    } else if (unit === '"') {
      inString = true;
    } else if (unit === '#') {
      while (at < units.length && units[at] !== '\n') units[at++] = ' ';
    } else if (strings.length > 0 && (unit === '(' || unit === ')')) {
      const open = (strings.pop() ?? 0) + (unit === '(' ? 1 : -1);
      if (open < 0) inString = true;
      else strings.push(open);
    }
  }
  return units.join('');
}
