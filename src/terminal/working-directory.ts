/** The working directory; `.`, in which nothing is found, where it was removed from under the program. */
export function workingDirectory(): string {
	try {
		return process.cwd();
	} catch {
		return '.';
	}
}
