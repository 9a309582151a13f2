/**
 * Runs a tool quietly: what it prints is kept and belongs to the error when it fails. Whoever interrupts the setup
 * interrupts the tool.
 */
import { spawn } from 'node:child_process';

/** A tool ended badly. `output` is all it printed; `killed` when a signal ended it. */
export class ToolError extends Error {
  /**
   * @param {string} message
   * @param {{ output: string, killed?: boolean, missing?: boolean }} details
   */
  constructor(message, { output, killed = false, missing = false }) {
    super(message);
    this.name = 'ToolError';
    this.output = output;
    this.killed = killed;
    this.missing = missing;
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal, onStart?: (pid: number) => void, shell?: boolean }} options
 * @returns {Promise<string>} what the tool printed
 */
export function run(command, args, { cwd, env = process.env, signal, onStart, shell = false }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      shell,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal ? { signal } : {}),
    });
    let output = '';
    const keep = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('spawn', () => {
      if (child.pid !== undefined) onStart?.(child.pid);
    });
    child.once('error', (error) => {
      reject(new ToolError(error.message, { output, missing: 'code' in error && error.code === 'ENOENT' }));
    });
    child.once('close', (code, by) => {
      if (code === 0) resolve(output);
      else reject(new ToolError(`${command} ended with ${by ?? code}`, { output, killed: by !== null }));
    });
  });
}
