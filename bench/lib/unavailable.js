/** A library that cannot be loaded, such as one without a native part for this Node. Its contestants are left out. */

export class Unavailable extends Error {
  name = 'Unavailable';
}

/** Returns the result of `load`, or throws an `Unavailable` with the reason. */
export async function loadNative(load) {
  try {
    return await load();
  } catch (error) {
    throw new Unavailable(error.message.split('\n', 1)[0], { cause: error });
  }
}
