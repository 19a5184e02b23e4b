import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Ends the output with one line that people and CI read: `N passed, N failed[, N skipped]`. */
class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module): TestCase[] => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    // A file that does not even load has no tests of its own, and one whose preparation failed only skipped ones: they
    // would otherwise count as nothing.
    const brokenFiles = modules.filter(
      (module) =>
        module.state() === 'failed' &&
        ![...module.children.allTests()].some((test) => test.result().state === 'failed'),
    ).length;
    const skipped = count('skipped');
    const line = `${count('passed')} passed, ${count('failed') + brokenFiles} failed${skipped ? `, ${skipped} skipped` : ''}`;
    setImmediate(() => console.log(line));
  }
}

export default CountReporter;
