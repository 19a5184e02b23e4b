import type { Node, Pattern, StringNode } from '../../../src/core/syntax/syntax.ts';

/** Writes a parsed program with parentheses around every part, so that it shows how it was understood. */
export function printed(node: Node): string {
  switch (node.type) {
    case 'identity':
      return '.';
    case 'descend':
      return '..';
    case 'location':
      return '$__loc__';
    case 'number':
      return node.text;
    case 'string':
      return textOf(node);
    case 'format':
    case 'variable':
      return node.name;
    case 'break':
      return `break ${node.name}`;
    case 'field':
      return `${inner(node.of)}${typeof node.name === 'string' ? `.${node.name}` : `.${textOf(node.name)}`}`;
    case 'index':
      return `${inner(node.of)}[${printed(node.key)}]`;
    case 'slice':
      return `${inner(node.of)}[${node.from ? printed(node.from) : ''}:${node.to ? printed(node.to) : ''}]`;
    case 'iterate':
      return `${inner(node.of)}[]`;
    case 'optional':
      // `.a[]?` catches only the error of its last step, `(.a[])?` every error.
      return `${/^(?:field|index|slice|iterate)$/.test(node.of.type) ? printed(node.of) : inner(node.of)}?`;
    case 'group':
      return inner(node.of);
    case 'negate':
      return `(-${inner(node.of)})`;
    case 'list':
      return node.of ? `[${printed(node.of)}]` : '[]';
    case 'object':
      return `{${node.entries.map(({ key, value }) => `${typeof key === 'string' ? key : printed(key)}${value ? `:${inner(value)}` : ''}`).join(',')}}`;
    case 'call':
      return node.name + (node.values.length > 0 ? `(${node.values.map(inner).join(';')})` : '');
    case 'binary':
      return `(${inner(node.left)} ${node.operator} ${inner(node.right)})`;
    case 'if': {
      const cases = node.cases.map(({ test, result }) => `if ${inner(test)} then ${inner(result)}`).join(' el');
      return `(${cases}${node.otherwise ? ` else ${inner(node.otherwise)}` : ''} end)`;
    }
    case 'try':
      return `(try ${inner(node.body)}${node.handler ? ` catch ${inner(node.handler)}` : ''})`;
    case 'reduce':
    case 'foreach':
      return `(${node.type} ${inner(node.source)} as ${patterns(node.patterns)} (${node.steps.map(inner).join(';')}))`;
    case 'as':
      return `(${inner(node.source)} as ${patterns(node.patterns)} | ${inner(node.body)})`;
    case 'define': {
      const parameters = node.parameters.length > 0 ? `(${node.parameters.join(';')})` : '';
      return `(def ${node.name}${parameters}: ${inner(node.definition)}; ${inner(node.body)})`;
    }
    case 'label':
      return `(label ${node.name} | ${inner(node.body)})`;
  }
}

function inner(node: Node): string {
  return `(${printed(node)})`;
}

function textOf({ format, parts }: StringNode): string {
  const text = parts.map((part) => (typeof part === 'string' ? part : `\\(${printed(part)})`)).join('');
  return `${format === null ? '' : `${format} `}"${text}"`;
}

function patterns(all: readonly Pattern[]): string {
  return all.map(pattern).join(' ?// ');
}

function pattern(one: Pattern): string {
  if (one.type === 'variable') return one.name;
  if (one.type === 'list') return `[${one.items.map(pattern).join(',')}]`;
  const entries = one.entries.map(({ key, value }) => {
    return `${typeof key === 'string' ? key : printed(key as Node)}${value ? `:${pattern(value)}` : ''}`;
  });
  return `{${entries.join(',')}}`;
}
