/**
 * Names of directories that languages, package managers and frameworks fill again when they are empty.
 *
 * @source their documentation: XDG base directories (.cache), pip, npm, composer, Gradle, Maven, Cargo, NuGet, Bootsnap, pytest, mypy, Ruff,
 * Sass, Parcel, Turborepo, Vite, fontconfig, Matplotlib, Go (GOCACHE), Smarty, CUDA
 */
const names =
	/^(?:\.?caches?|\.?[\w-]+[-_.]cache|\.npm|\.yarn|\.pnpm-store|\.composer|\.gradle|\.m2|\.ivy2|\.cargo|\.nuget|\.node-gyp|\.bundle|bootsnap|\.turbo|\.vite|\.eslintcache|\.fontconfig|\.matplotlib|\.nv|go-build|templates_c|opcache)$/i;
/** Compiled templates of Laravel, next to its sessions. @source laravel.com/docs, directory structure */
const compiledViews = /\/storage\/framework\/views$/;

/** The outermost cache directory that a path is, or lies in; `null` when there is none. */
export function cacheOf(path: string): string | null {
	for (const directory of prefixesOf(path))
		if (names.test(directory.slice(directory.lastIndexOf('/') + 1)) || compiledViews.test(directory)) return directory;
	return null;
}

/** The directory of compiled Python modules that a path is, or lies in. @source PEP 3147 */
export const bytecodeOf = (path: string): string | null =>
	prefixesOf(path).find(directory => directory.endsWith('/__pycache__')) ?? null;

/** Python then writes none; what it could not write it never missed. @source docs.python.org, PYTHONDONTWRITEBYTECODE */
export const withoutBytecode = 'PYTHONDONTWRITEBYTECODE=1';

/** `/a`, `/a/b`, `/a/b/c` of `/a/b/c`. */
function prefixesOf(path: string): string[] {
	const parts = path.split('/').slice(1);
	return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
}
