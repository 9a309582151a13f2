/** One line that shows a long step is alive: it turns on a terminal, elsewhere it is printed when the step begins and ends. */

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * @template T
 * @param {{ running: string, done: (seconds: string) => string }} lines
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function showProgress(lines, work) {
  const began = Date.now();
  const out = process.stderr;
  let frame = 0;
  const draw = () => {
    frame = (frame + 1) % FRAMES.length;
    out.write(`\r\x1b[K${FRAMES[frame]} ${lines.running} ${Math.floor((Date.now() - began) / 1_000)} s`);
  };
  const timer = out.isTTY ? setInterval(draw, 120) : undefined;
  if (timer === undefined) out.write(`${lines.running}\n`);
  try {
    const result = await work();
    if (timer !== undefined) out.write('\r\x1b[K');
    out.write(`${lines.done(((Date.now() - began) / 1_000).toFixed(1))}\n`);
    return result;
  } catch (error) {
    if (timer !== undefined) out.write('\r\x1b[K');
    throw error;
  } finally {
    clearInterval(timer);
  }
}
