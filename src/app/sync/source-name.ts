import { AppError } from '../../core/error.ts';
import { fitsInBytes, maxIdentifierBytes } from '../../core/identifiers.ts';

const repositoryForm = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*\/(?!\.{1,2}$)[A-Za-z0-9_.-]+$/;

/** A repository's name, `owner/repo`, normalized for comparison: GitHub's names ignore case. */
export function repositoryName(text: string): string {
  if (text.length > 200 || !repositoryForm.test(text)) {
    throw new AppError('invalid_content', `source must be a repository, as owner/repo (it is ${JSON.stringify(text)})`);
  }
  return text.toLowerCase();
}

/** The name of a source, `owner/repo:path`, normalized so that each folder of a repository has exactly one. */
export function sourceName(repository: string, path: string): string {
  const steps = path.split('/').filter((step) => step !== '' && step !== '.');
  if (path.startsWith('/') || path.includes('\\') || steps.includes('..')) {
    throw new AppError(
      'invalid_content',
      `path must lead from the repository's root to the folder, with forward slashes (it is ${JSON.stringify(path)})`,
    );
  }
  if (!fitsInBytes(path)) {
    throw new AppError('invalid_content', `path can have at most ${maxIdentifierBytes} bytes`);
  }
  return `${repositoryName(repository)}:${steps.join('/') || '.'}`;
}

/** The repository in a source's name. */
export function repositoryOfSource(source: string): string {
  return source.slice(0, source.indexOf(':'));
}
