/** The working directory; `.`, in which nothing is found, if it was removed while the program runs. */
export function workingDirectory(): string {
	try {
		return process.cwd();
	} catch {
		return '.';
	}
}
