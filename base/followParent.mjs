/**
 * Stops with the `npm` that started us. npm hands SIGTERM to the shell between us only, which dies of it and leaves us
 * behind; so the death of that shell is taken for the signal.
 */
const LOOK_MS = 300;

export function followParent() {
  // Set by `npm start` and by `npx loa`.
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(looking);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_MS);
  looking.unref();
}
