/** A library that cannot be loaded here, such as one whose native part is not built for this Node: its contestants are left out. */

export class Unavailable extends Error {
  name = 'Unavailable';
}

/** What `load` gives, or an `Unavailable` that says why not. */
export async function loadNative(load) {
  try {
    return await load();
  } catch (error) {
    throw new Unavailable(error.message.split('\n', 1)[0], { cause: error });
  }
}
