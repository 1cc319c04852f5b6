/** The address of a path of ours: behind a proxy the service may lie below a path of its own, which the page knows. */
export const address = (path) => `${document.documentElement.dataset.prefix}${path}`;
