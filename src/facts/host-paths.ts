/**
 * A path of the host in the one form in which it is compared: absolute, without `.`, `..`, doubled or trailing slashes, and with
 * the links that every distribution has (`/var/run`, merged `/usr`) followed.
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

/** Whether a path is this one, or lies below it. */
export const isWithin = (path: string, root: string): boolean =>
	path === root || path.startsWith(root === '/' ? '/' : `${root}/`);

/** Whether a path lies in a directory, at any depth; itself it does not. Both are clean: see `canonical`. */
export const isBelow = (path: string, directory: string): boolean =>
	directory === '/'
		? path !== '/'
		: path.length > directory.length && path.startsWith(directory) && path[directory.length] === '/';
