/**
 * The canonical form of a host path, used for comparison: absolute, without `.`, `..`, doubled or trailing slashes, and with
 * the links that every distribution has (`/var/run`, merged `/usr`) resolved.
 */
export function canonical(path: string): string {
	const parts: string[] = [];
	for (const part of path.split('/')) {
		if (part === '..') parts.pop();
		else if (part !== '' && part !== '.') parts.push(part);
	}
	const clean = `/${parts.join('/')}`;
	return clean
		.replace(/^\/var\/run(?=\/|$)/, '/run')
		.replace(/^\/var\/lock(?=\/|$)/, '/run/lock')
		.replace(/^\/(bin|sbin|lib|lib32|lib64|libx32)(?=\/|$)/, '/usr/$1');
}

/** Whether a path equals `root` or is below it. */
export const isWithin = (path: string, root: string): boolean =>
	path === root || path.startsWith(root === '/' ? '/' : `${root}/`);

/** Whether a path is below a directory, at any depth; the directory itself is not. Both must be clean: see `canonical`. */
export const isBelow = (path: string, directory: string): boolean =>
	directory === '/'
		? path !== '/'
		: path.length > directory.length && path.startsWith(directory) && path[directory.length] === '/';
