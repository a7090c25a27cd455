/** A command line, policy or file that cannot be understood: exit status 2, `message` says what, where and what to do. */
export class UsageError extends Error {
	override readonly name = 'UsageError';
}
