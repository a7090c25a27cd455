/** An invalid command line, policy or file: exit status 2, `message` says what, where and what to do. */
export class UsageError extends Error {
	override readonly name = 'UsageError';
}
