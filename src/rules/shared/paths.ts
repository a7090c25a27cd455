import type {MountFacts} from '../../facts/index.js';

/** `path` is `root` or lies below it. */
export const isWithin = (path: string, root: string): boolean =>
	path === root || path.startsWith(root === '/' ? '/' : `${root}/`);

/** `path` is one of `roots`, or below one. */
export const isWithinAny = (path: string, roots: readonly string[]): boolean => roots.some(root => isWithin(path, root));

/** Writing there makes one root of the host. */
export const ownsHost = ({writable, sensitivity}: MountFacts): boolean => writable && sensitivity?.whenWritten === 'host-root';

/** Reading there gives credentials; for mounts that cannot be written, which are worse in another way. */
export const leaksSecrets = ({writable, sensitivity}: MountFacts): boolean =>
	!writable && sensitivity !== null && sensitivity.whenRead === 'secrets';
