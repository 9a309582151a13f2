/**
 * Vitest reporter: counts every test of every project into the file that `LOA_TEST_COUNTS` names. A file that could
 * not even be loaded and an error outside any test count as one failure each, so that nothing broken looks green.
 */
import { writeFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

export default class CountReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly import('vitest').SerializedError[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    /** @type {Counts} */
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      const failedBefore = counts.failed;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        // A test without an outcome was cut off when the run was cancelled.
        counts[state === 'pending' ? 'failed' : state] += 1;
      }
      if (module.state() === 'failed' && counts.failed === failedBefore) counts.failed += 1;
    }
    const file = process.env['LOA_TEST_COUNTS'];
    if (file) writeFileSync(file, JSON.stringify(counts));
  }
}
