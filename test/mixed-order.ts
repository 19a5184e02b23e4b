import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { groupBy } from '../src/core/group-by.ts';

/** Once this fraction of the other files has started, all waiting files have, so that no long wait is left for the end. */
const waitingBegun = 0.5;

/**
 * Runs end-to-end files, which mostly wait, between files that mostly compute. In the usual order, the largest first, most
 * waiting comes together at the start, with idle processors, and most computing at the end.
 */
export class MixedOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    const places = new Map<TestSpecification, number>();
    for (const group of groupBy(usual, ({ project, moduleId }) => `${project.name} ${waits(moduleId)}`).values()) {
      for (const [index, file] of group.entries()) {
        places.set(file, (index / group.length) * (waits(file.moduleId) ? waitingBegun : 1));
      }
    }
    const placeOf = (file: TestSpecification) => places.get(file) ?? 0;
    return usual.sort((one, other) => placeOf(one) - placeOf(other));
  }
}

function waits(file: string): boolean {
  return /\/e2e\/(?!page\/)/.test(file);
}
