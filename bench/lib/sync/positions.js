/** Where a body is after a number of steps. All bytes of all numbers change with each step. */

export function positionOf(body, step) {
  const angle = body * 0.7 + step * 0.31;
  return { x: Math.fround(100 * Math.cos(angle)), y: Math.fround(100 * Math.sin(angle)), z: Math.fround(angle) };
}
